package org.endorm.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.AnswerWriter.Manner;
import org.endorm.scoring.AnswerWriter.Reply;
import org.endorm.scoring.AnswerWriter.Task;

/** Lets a model write answers to problems, some problems at a time. */
public final class SolutionRun {
  /** Answers that are written before they are put down. */
  private static final int CHUNK = 16;

  /**
   * How to write.
   *
   * @param samples answers to each problem
   * @param seed of all draws; an answer depends on it, its problem and its number alone
   */
  public record Plan(int samples, Manner manner, long seed) {
    public Plan {
      if (samples < 1) {
        throw new IllegalArgumentException("samples must be at least 1, was " + samples);
      }
    }
  }

  /** What was written to a problem. */
  public record Written(String item, List<String> solutions) {}

  /** Where answers are put down as they come, and what was put down before. */
  public interface Journal {
    /** Keeps nothing. */
    Journal NONE =
        new Journal() {
          @Override
          public List<Written> known() {
            return List.of();
          }

          @Override
          public void add(List<Written> written) {
            // Nobody wants to know.
          }
        };

    /** The answers to the first problems of this run, as an earlier run of it put them down. */
    List<Written> known();

    /** Puts down the answers to the next problems. */
    void add(List<Written> written);
  }

  private final AnswerWriter writer;
  private final Plan plan;
  private final BenchRun.Progress progress;
  private final Journal journal;

  public SolutionRun(AnswerWriter writer, Plan plan, BenchRun.Progress progress, Journal journal) {
    this.writer = writer;
    this.plan = plan;
    this.progress = progress;
    this.journal = journal;
  }

  /**
   * Answers every problem; an item that is none stays as it is. A problem that the model cannot
   * read gets empty answers, and is wrong.
   *
   * @throws org.endorm.reward.EndormException if the model fails
   */
  public List<Item.Answered> write(List<Item> items) {
    List<Item.Open> open = new ArrayList<>();
    items.stream().filter(i -> i instanceof Item.Open).forEach(i -> open.add((Item.Open) i));
    List<Written> written = new ArrayList<>(journal.known());
    progress.update(written.size(), open.size());
    int step = Math.max(1, CHUNK / plan.samples());
    while (written.size() < open.size()) {
      int to = Math.min(open.size(), written.size() + step);
      List<Written> fresh = written(open.subList(written.size(), to));
      journal.add(fresh);
      written.addAll(fresh);
      progress.update(written.size(), open.size());
    }
    List<Item.Answered> answered = new ArrayList<>();
    int next = 0;
    for (Item item : items) {
      answered.add(
          switch (item) {
            case Item.Open problem -> problem.answered(written.get(next++).solutions());
            case Item.Answered already -> already;
          });
    }
    return answered;
  }

  private List<Written> written(List<Item.Open> problems) {
    List<Task> tasks = new ArrayList<>();
    for (Item.Open problem : problems) {
      for (int sample = 0; sample < plan.samples(); sample++) {
        tasks.add(new Task(problem.problem(), seed(problem, sample)));
      }
    }
    List<Reply> replies = writer.write(tasks, plan.manner());
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < problems.size(); i++) {
      List<Reply> own = replies.subList(i * plan.samples(), (i + 1) * plan.samples());
      written.add(new Written(problems.get(i).key(), own.stream().map(SolutionRun::text).toList()));
    }
    return written;
  }

  private long seed(Item.Open problem, int sample) {
    CRC32 crc = new CRC32();
    crc.update((plan.seed() + "/" + problem.key() + "/" + sample).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Text text -> text.text();
      case Reply.Refusal refusal -> "";
    };
  }
}

package org.endorm.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.endorm.reward.EndormException;
import org.endorm.scoring.Judge;
import org.endorm.scoring.joint.Rendezvous;

/**
 * Lets judges judge items: some items at a time, all judges at once, so that what they ask of one
 * model is computed together.
 */
public final class BenchRun {
  /** Code points of the answers that are judged together; an item with more runs alone. */
  private static final long CHUNK = 60_000;

  /** Told before the first chunk and after each. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (done, total) -> {};

    /** Both in code points of answers, the items' share of the work. */
    void update(long done, long total);
  }

  /** Where verdicts are put down as they come, and what was put down before. */
  public interface Journal {
    /** Keeps nothing. */
    Journal NONE =
        new Journal() {
          @Override
          public List<ItemVerdicts> known() {
            return List.of();
          }

          @Override
          public void add(List<ItemVerdicts> verdicts) {
            // Nobody wants to know.
          }
        };

    /** The verdicts on the first items of this run, as an earlier run of it put them down. */
    List<ItemVerdicts> known();

    /** Puts down the verdicts on the next items. */
    void add(List<ItemVerdicts> verdicts);
  }

  private final List<Judge> judges;
  private final Progress progress;
  private final Journal journal;

  public BenchRun(List<Judge> judges, Progress progress, Journal journal) {
    this.judges = List.copyOf(judges);
    this.progress = progress;
    this.journal = journal;
  }

  /**
   * Judges every item by every judge.
   *
   * @throws UnfitJudgeException if a judge cannot give what the items ask for
   * @throws EndormException if a judge's model fails
   */
  public Outcome judge(List<Item.Answered> items) {
    judges.forEach(j -> items.stream().limit(1).forEach(item -> JudgeTask.requireFit(j, item)));
    List<ItemVerdicts> verdicts = new ArrayList<>(journal.known());
    long total = items.stream().mapToLong(BenchRun::size).sum();
    long done = items.stream().limit(verdicts.size()).mapToLong(BenchRun::size).sum();
    progress.update(done, total);
    for (List<Item.Answered> chunk : chunks(items.subList(verdicts.size(), items.size()))) {
      List<ItemVerdicts> fresh = verdicts(chunk);
      journal.add(fresh);
      verdicts.addAll(fresh);
      done += chunk.stream().mapToLong(BenchRun::size).sum();
      progress.update(done, total);
    }
    return outcome(items, verdicts);
  }

  private static long size(Item.Answered item) {
    return switch (item) {
      case Item.Choice choice -> choice.answers().stream().mapToLong(a -> 1 + a.length()).sum();
      case Item.Process process ->
          process.answer().steps().stream().mapToLong(s -> 1 + s.length()).sum();
    };
  }

  private static List<List<Item.Answered>> chunks(List<Item.Answered> items) {
    List<List<Item.Answered>> chunks = new ArrayList<>();
    List<Item.Answered> chunk = new ArrayList<>();
    long size = 0;
    for (Item.Answered item : items) {
      if (size > 0 && size + size(item) > CHUNK) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        size = 0;
      }
      chunk.add(item);
      size += size(item);
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private List<ItemVerdicts> verdicts(List<Item.Answered> chunk) {
    List<Supplier<List<JudgeTask.Result>>> tasks = new ArrayList<>();
    judges.forEach(judge -> tasks.add(new JudgeTask(judge, chunk)));
    List<List<JudgeTask.Result>> results = Rendezvous.of(tasks);
    List<ItemVerdicts> verdicts = new ArrayList<>();
    for (int item = 0; item < chunk.size(); item++) {
      SequencedMap<String, Verdict> own = new LinkedHashMap<>();
      List<Refusal> refusals = new ArrayList<>();
      for (int judge = 0; judge < judges.size(); judge++) {
        JudgeTask.Result result = results.get(judge).get(item);
        own.put(judges.get(judge).name(), result.verdict());
        refusals.addAll(result.refusals());
      }
      verdicts.add(new ItemVerdicts(chunk.get(item).key(), own, refusals));
    }
    return verdicts;
  }

  private Outcome outcome(List<Item.Answered> items, List<ItemVerdicts> verdicts) {
    SequencedMap<String, List<Verdict>> byJudge = new LinkedHashMap<>();
    for (Judge judge : judges) {
      String name = judge.name();
      byJudge.put(name, verdicts.stream().map(v -> v.verdicts().get(name)).toList());
    }
    List<Refusal> refusals = verdicts.stream().flatMap(v -> v.refusals().stream()).toList();
    return new Outcome(List.copyOf(items), byJudge, refusals);
  }
}

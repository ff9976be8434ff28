package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.BenchRun;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Outcome;
import org.endorm.bench.Score;
import org.endorm.bench.SolutionRun;
import org.endorm.bench.TextJudge;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.AnswerWriter.Manner;
import org.endorm.scoring.AnswerWriter.Reply;
import org.endorm.scoring.AnswerWriter.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MathProblemsTest {
  @TempDir Path folder;

  private final MathProblems benchmark = new MathProblems();
  private final List<Integer> calls = new ArrayList<>();

  private List<Item> items() {
    return new Trial(folder, benchmark)
        .write("aime24.jsonl", "{'problem':'a','answer':'204'}\n{'problem':'b'}\n")
        .write("amc23.jsonl", "{'problem':'c','answer':27.0}\n")
        .write("minerva_math.jsonl", "{'problem':'d','solution':'so \\\\boxed{1.6} cm'}\n")
        .write(
            "olympiadbench.jsonl",
            "{'question':'e','context':'Given f.','final_answer':['$1$,$2$']}\n")
        .read()
        .items();
  }

  /** Writes 204, then 27, then 1.6, then "2,1"; each task in turn, over and over. */
  private List<Reply> write(List<Task> tasks, Manner manner) {
    calls.add(tasks.size());
    List<Reply> replies = new ArrayList<>();
    for (Task task : tasks) {
      String problem = String.valueOf(task.conversation().messages().getFirst().text());
      String answer =
          switch (problem.charAt(0)) {
            case 'a' -> task.seed() % 2 == 0 ? "204" : "7";
            case 'c' -> "27";
            case 'd' -> "1.5";
            default -> "2,1";
          };
      replies.add(
          problem.charAt(0) == 'd'
              ? new Reply.Refusal(new UnusableDataException(folder, "is beyond it"))
              : new Reply.Text("\\boxed{" + answer + "}", false));
    }
    return replies;
  }

  private List<Item.Answered> answered(AnswerWriter writer, int samples) {
    SolutionRun.Plan plan = new SolutionRun.Plan(samples, Manner.greedy(9), 1);
    return new SolutionRun(writer, plan, BenchRun.Progress.NONE, SolutionRun.Journal.NONE)
        .write(items());
  }

  @Test
  void readsEverySetAndNamesWhatHasNoResult() {
    BenchmarkData data =
        new Trial(folder, benchmark)
            .write("aime24.jsonl", "{'problem':'a','answer':'1'}\n{'problem':'b'}\n")
            .read();
    assertThat(data.items()).hasSize(1);
    assertThat(data.faults())
        .singleElement()
        .hasToString("aime24.jsonl row 1: there is no solution");
    Item.Open olympiad = (Item.Open) items().get(3);
    assertThat(olympiad.problem().messages().getFirst().text())
        .startsWith("Given f.\n\ne\n\n")
        .endsWith("\\boxed{}.");
    assertThat(olympiad.result()).isEqualTo("$1$,$2$");
    assertThatThrownBy(() -> new Trial(folder.resolve(".."), benchmark).write("x/y.txt", "").read())
        .isInstanceOf(UnusableDataException.class);
  }

  @Test
  void oneAnswerIsTheModelsAccuracy() {
    Score score = score(answered(this::write, 1));
    assertThat(score.domains().get("amc23").accuracy()).isEqualTo(1);
    assertThat(score.domains().get("minerva_math").accuracy()).isZero();
    assertThat(score.domains().get("olympiadbench").accuracy()).isEqualTo(1);
    assertThat(score.missing()).containsExactly("math500");
    assertThat(calls).containsExactly(4);
  }

  private Score score(List<Item.Answered> items) {
    // Prefers the longer answer: 204 to 7.
    TextJudge longer = TextJudge.of(c -> String.valueOf(c.answer().text()).length());
    Outcome outcome =
        new BenchRun(List.of(longer.named("j")), BenchRun.Progress.NONE, BenchRun.Journal.NONE)
            .judge(items);
    return benchmark.score(outcome.of("j"));
  }

  @Test
  void theJudgePicksAmongSeveral() {
    DomainScore aime = score(answered(this::write, 12)).domains().get("aime24");
    assertThat(aime.accuracy()).isEqualTo(1);
    assertThat(aime.more().get("oracle")).isEqualTo(1);
    assertThat(aime.more().get("mean")).isStrictlyBetween(0.0, 1.0);
    assertThat(calls).containsExactly(12, 12, 12, 12);
  }

  @Test
  void anAnswersSeedIsItsOwn() {
    List<Long> seeds = new ArrayList<>();
    AnswerWriter noting =
        (tasks, manner) -> {
          tasks.forEach(task -> seeds.add(task.seed()));
          return write(tasks, manner);
        };
    answered(noting, 1);
    List<Long> alone = List.copyOf(seeds);
    seeds.clear();
    answered(noting, 3);
    assertThat(seeds).hasSize(12).doesNotHaveDuplicates();
    assertThat(List.of(seeds.get(0), seeds.get(3), seeds.get(6), seeds.get(9))).isEqualTo(alone);
  }
}

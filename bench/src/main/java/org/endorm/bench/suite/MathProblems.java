package org.endorm.bench.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;
import org.endorm.scoring.verify.FinalAnswer;
import org.endorm.text.Conversation;

/**
 * Mathematical problems that the model answers itself: AIME 2024, AMC 2023, Minerva Math,
 * OlympiadBench, MATH-500.
 *
 * <p>It writes one or more solutions to each, a judge picks one, and the figure of a set is the
 * share of problems whose pick comes to the published result (shared among equals at the top). With
 * one solution that is the model's accuracy, whoever judges. Beside it: {@code mean} (the share of
 * right solutions, pass@1) and {@code oracle} (some solution is right, pass@n). Results are
 * compared by rule, without algebra ({@link org.endorm.scoring.verify.MathAnswer}).
 *
 * <p>Source of the sets: the experiment of arXiv 2506.23235 with reinforcement learning.
 */
public final class MathProblems implements Benchmark {
  private static final List<String> SETS =
      List.of("aime24", "amc23", "minerva_math", "olympiadbench", "math500");

  /** What every problem is followed by. */
  private static final String TASK =
      "\n\nPlease reason step by step, and put your final answer within \\boxed{}.";

  @Override
  public String name() {
    return "math";
  }

  @Override
  public String title() {
    return "Mathematical problems";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items =
        folder.readSets(SETS, set -> new String[] {set, "data/" + set}, MathProblems::item);
    if (folder.files().isEmpty()) {
      throw folder.nothing(
          "aime24.jsonl, amc23.jsonl, minerva_math.jsonl, olympiadbench.jsonl or math500.jsonl");
    }
    return BenchmarkData.of(items, folder);
  }

  private static Item item(DataRow row, String set) {
    String problem = row.filled(row.has("problem") ? "problem" : "question");
    String context = row.has("context") ? row.text("context") + "\n\n" : "";
    Conversation asked = Conversation.ofPrompt(null, context + problem + TASK);
    return new Item.Open(row.id(), set, set, asked, result(row));
  }

  /** The row's answer, the first of several forms of it, or the box of its solution. */
  private static String result(DataRow row) {
    if (row.has("answer")) {
      return row.fields().get("answer").asText();
    }
    if (row.has("final_answer")) {
      return String.join(",", row.texts("final_answer"));
    }
    String solution = row.filled("solution");
    Optional<FinalAnswer> boxed = FinalAnswer.find(solution);
    return boxed
        .orElseThrow(() -> new DamagedRowException("the solution comes to no result"))
        .of(solution);
  }

  @Override
  public Score score(List<Judged> judged) {
    return Domains.of(judged, SETS).score(MathProblems::domain);
  }

  private static DomainScore domain(List<Judged> judged) {
    double picked = 0;
    double mean = 0;
    double some = 0;
    for (Judged one : judged) {
      List<Answer> answers = one.choice().answers();
      double right = answers.stream().filter(Answer::good).count();
      picked += one.goodShareOfTop();
      mean += right / answers.size();
      some += right > 0 ? 1 : 0;
    }
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("mean", mean / judged.size());
    more.put("oracle", some / judged.size());
    return new DomainScore(picked / judged.size(), judged.size(), more, null);
  }
}

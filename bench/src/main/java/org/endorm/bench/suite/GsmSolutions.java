package org.endorm.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Comparison;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;

/**
 * Best-of-n on GSM8K: four published models solved each problem; does the judge pick a right
 * solution?
 *
 * <p>The figure is the share of problems whose top solution is right (shared among equals at the
 * top). Beside it: {@code oracle} (some solution is right), {@code random} (the mean share of right
 * ones) and {@code pairs} (accuracy over all pairs of a right and a wrong solution).
 *
 * <p>Source: Cobbe et al., "Training Verifiers to Solve Math Word Problems", arXiv 2110.14168, and
 * the model solutions published with it.
 */
public final class GsmSolutions implements Benchmark {
  private static final String DOMAIN = "gsm8k";
  private static final List<String> MODELS =
      List.of("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification");

  @Override
  public String name() {
    return "best-of-n";
  }

  @Override
  public String title() {
    return "Best-of-n on GSM8K model solutions";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    var file =
        folder
            .find("gsm8k_model_solutions", "example_model_solutions")
            .orElseThrow(() -> folder.nothing("gsm8k_model_solutions.jsonl"));
    return BenchmarkData.of(folder.read(file, GsmSolutions::item), folder);
  }

  private static Item item(DataRow row) {
    String question = row.filled("question");
    List<Answer> answers = new ArrayList<>();
    for (String model : MODELS) {
      DataRow solution = row.object(model);
      var candidate = Tally.candidate(null, question, solution.text("solution"));
      answers.add(new Answer(model, candidate, right(solution)));
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      for (int j = 0; j < answers.size(); j++) {
        if (answers.get(i).good() && !answers.get(j).good()) {
          comparisons.add(new Comparison(i, j, MODELS.get(i) + ">" + MODELS.get(j)));
        }
      }
    }
    return new Item.Choice(row.id(), DOMAIN, DOMAIN, answers, comparisons);
  }

  private static boolean right(DataRow solution) {
    if (!solution.has("is_correct") || !solution.fields().get("is_correct").isBoolean()) {
      throw new DamagedRowException("is_correct is not a boolean");
    }
    return solution.fields().get("is_correct").booleanValue();
  }

  @Override
  public Score score(List<Judged> judged) {
    return Domains.of(judged, List.of(DOMAIN)).score(GsmSolutions::domain);
  }

  private static DomainScore domain(List<Judged> judged) {
    double picked = 0;
    double some = 0;
    double random = 0;
    for (Judged one : judged) {
      List<Answer> answers = one.choice().answers();
      double right = answers.stream().filter(Answer::good).count();
      picked += one.goodShareOfTop();
      some += right > 0 ? 1 : 0;
      random += right / answers.size();
    }
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("oracle", some / judged.size());
    more.put("random", random / judged.size());
    more.put("pairs", Tally.ofComparisons(judged));
    return new DomainScore(picked / judged.size(), judged.size(), more, null);
  }
}

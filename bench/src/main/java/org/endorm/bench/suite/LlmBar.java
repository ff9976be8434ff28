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
 * LLMBar: does the judge see which answer follows the instruction? A natural set and four made to
 * mislead: an answer that departs from the instruction in good style.
 *
 * <p>The overall figure is the plain mean of the five sets; {@code adversarial} that of the four.
 *
 * <p>Source: Zeng et al., "Evaluating Large Language Models at Evaluating Instruction Following",
 * arXiv 2310.07641.
 */
public final class LlmBar implements Benchmark {
  private static final String NATURAL = "Natural";
  private static final List<String> SETS =
      List.of(NATURAL, "Neighbor", "GPTInst", "GPTOut", "Manual");

  @Override
  public String name() {
    return "llmbar";
  }

  @Override
  public String title() {
    return "LLMBar";
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items = folder.readSets(SETS, LlmBar::names, LlmBar::item);
    if (folder.files().isEmpty()) {
      throw folder.nothing("Natural.json or Natural/dataset.json");
    }
    return BenchmarkData.of(items, folder);
  }

  private static String[] names(String set) {
    String published = (set.equals(NATURAL) ? "" : "Adversarial/") + set + "/dataset";
    return new String[] {set, published, "LLMBar/" + published, "Dataset/LLMBar/" + published};
  }

  private static Item item(DataRow row, String set) {
    String prompt = row.filled("input");
    int label = row.integer("label");
    if (label != 1 && label != 2) {
      throw new DamagedRowException("label is " + label + ", not 1 or 2");
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      String name = "output_" + i;
      answers.add(new Answer(name, Tally.candidate(null, prompt, row.text(name)), i == label));
    }
    return new Item.Choice(
        row.id(), set, set, answers, List.of(new Comparison(label - 1, 2 - label, set)));
  }

  @Override
  public Score score(List<Judged> judged) {
    Score score =
        Domains.of(judged, SETS)
            .score(items -> DomainScore.of(Tally.ofComparisons(items), items.size()));
    SequencedMap<String, DomainScore> adversarial = new LinkedHashMap<>(score.domains());
    adversarial.remove(NATURAL);
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("adversarial", Score.mean(adversarial));
    return new Score(score.overall(), score.n(), score.missing(), score.domains(), more, null);
  }
}

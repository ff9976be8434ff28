package org.endorm.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Answer;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Comparison;
import org.endorm.bench.DomainScore;
import org.endorm.bench.HubFiles;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;

/**
 * RewardBench 2: the best of four answers, in six domains, one of which asks for calm where several
 * answers are right.
 *
 * <p>Outside Ties a prompt counts 1 if its right answer alone is on top, 1/k if it shares the top
 * with k − 1 others, else 0. Ties follow {@link TiedAnswers}. The score is the plain mean of the
 * domains.
 *
 * <p>Source: Malik et al., "RewardBench 2: Advancing Reward Model Evaluation", arXiv 2506.01937,
 * and its published evaluation code.
 */
public final class RewardBench2 implements Benchmark {
  static final String TIES = "Ties";
  private static final List<String> DOMAINS =
      List.of("Factuality", "Precise IF", "Math", "Safety", "Focus", TIES);

  @Override
  public String name() {
    return "rewardbench2";
  }

  @Override
  public String title() {
    return "RewardBench 2";
  }

  @Override
  public HubFiles hub() {
    return HubFiles.of("allenai/reward-bench-2");
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items = new ArrayList<>();
    for (Path file : folder.all()) {
      items.addAll(folder.read(file, RewardBench2::item));
    }
    if (items.isEmpty() && folder.faults().isEmpty()) {
      throw folder.nothing("rows with a subset and answers");
    }
    return BenchmarkData.of(items, folder);
  }

  private static Item item(DataRow row) {
    String domain = row.text("subset");
    if (!DOMAINS.contains(domain)) {
      throw new DamagedRowException("the subset \"" + domain + "\" is unknown");
    }
    String prompt = row.filled("prompt");
    List<Answer> answers = new ArrayList<>();
    addAnswers(row, prompt, "chosen", answers);
    int right = answers.size();
    addAnswers(row, prompt, "rejected", answers);
    if (domain.equals(TIES)) {
      TiedAnswers.requireId(row.id());
    } else if (right != 1) {
      throw new DamagedRowException("there are " + right + " chosen answers, not 1");
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < right; i++) {
      for (int j = right; j < answers.size(); j++) {
        comparisons.add(new Comparison(i, j, domain));
      }
    }
    return new Item.Choice(row.id(), domain, domain, answers, comparisons);
  }

  private static void addAnswers(DataRow row, String prompt, String side, List<Answer> answers) {
    int i = 0;
    for (String text : row.texts(side)) {
      var candidate = Tally.candidate(null, prompt, text);
      answers.add(new Answer(side + "[" + i++ + "]", candidate, side.equals("chosen")));
    }
  }

  @Override
  public Score score(List<Judged> judged) {
    Domains domains = Domains.of(judged, DOMAINS);
    return domains.score(
        items ->
            items.getFirst().item().domain().equals(TIES)
                ? TiedAnswers.score(items)
                : bestOfFour(items));
  }

  private static DomainScore bestOfFour(List<Judged> items) {
    double sum = items.stream().mapToDouble(Judged::goodShareOfTop).sum();
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("pairs", Tally.ofComparisons(items));
    return new DomainScore(sum / items.size(), items.size(), more, null);
  }
}

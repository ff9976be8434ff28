package org.endorm.bench.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.HubFiles;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.data.DamagedRowException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.DataRow;
import org.endorm.bench.statistics.FixedHalf;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.text.Conversation;

/**
 * ProcessBench: where does a solution first go wrong, if at all?
 *
 * <p>A judge that rewards steps says: at the first step whose reward falls below τ. τ is fitted to
 * the best F1 on a fixed half of each set, and the set's figure is F1 on the other half: the
 * harmonic mean of the accuracy on wrong solutions (the first wrong step named exactly) and on
 * right ones (no step named). Both halves' figures and τ are given.
 *
 * <p>Source: Zheng et al., "ProcessBench: Identifying Process Errors in Mathematical Reasoning",
 * arXiv 2412.06559.
 */
public final class ProcessBench implements Benchmark {
  private static final List<String> SETS = List.of("gsm8k", "math", "olympiadbench", "omnimath");

  @Override
  public String name() {
    return "processbench";
  }

  @Override
  public String title() {
    return "ProcessBench";
  }

  @Override
  public HubFiles hub() {
    return HubFiles.of("Qwen/ProcessBench");
  }

  @Override
  public BenchmarkData read(DataFolder folder) {
    List<Item> items =
        folder.readSets(SETS, set -> new String[] {set, "data/" + set}, ProcessBench::item);
    if (folder.files().isEmpty()) {
      throw folder.nothing("gsm8k.json, math.json, olympiadbench.json or omnimath.json");
    }
    return BenchmarkData.of(items, folder);
  }

  private static Item item(DataRow row, String set) {
    List<String> steps = row.texts("steps");
    int label = row.integer("label");
    if (label < Item.Process.ALL_RIGHT || label >= steps.size()) {
      throw new DamagedRowException("label is " + label + " of " + steps.size() + " steps");
    }
    Conversation problem = Conversation.ofPrompt(null, row.filled("problem"));
    return new Item.Process(row.id(), set, set, new SteppedAnswer(problem, steps), label);
  }

  @Override
  public Score score(List<Judged> judged) {
    return Domains.of(judged, SETS).score(ProcessBench::domain);
  }

  private static DomainScore domain(List<Judged> judged) {
    List<Judged> fitted = FixedHalf.FIRST.of(judged);
    List<Judged> held = FixedHalf.SECOND.of(judged);
    double threshold = StepThreshold.fit(fitted);
    StepThreshold.Accuracies before = StepThreshold.at(threshold, fitted);
    StepThreshold.Accuracies after = StepThreshold.at(threshold, held);
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("f1_fitted_half", before.f1());
    more.put("accuracy_wrong", after.wrong());
    more.put("accuracy_right", after.right());
    more.put("threshold", threshold);
    more.put("n_held_out", (double) held.size());
    return new DomainScore(after.f1(), judged.size(), more, null);
  }
}

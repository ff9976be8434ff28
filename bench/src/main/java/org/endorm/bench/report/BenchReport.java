package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Outcome;
import org.endorm.bench.statistics.Bootstrap;
import org.endorm.bench.statistics.Holm;
import org.endorm.bench.statistics.Interval;
import org.endorm.bench.statistics.McNemar;

/**
 * All figures of a run.
 *
 * @param judges in the order in which they were asked for
 * @param differences each later judge against the first
 */
public record BenchReport(
    Benchmark benchmark,
    BenchmarkData data,
    Outcome outcome,
    Provenance provenance,
    SequencedMap<String, JudgeReport> judges,
    List<Difference> differences) {
  /** The seed of every resample. */
  public static final long SEED = 20250623;

  /**
   * One judge against another.
   *
   * @param by how much the first one's overall figure is higher
   * @param holm the test's p, corrected for how many are made
   */
  public record Difference(
      String first, String second, double by, Interval interval, McNemar test, double holm) {}

  /**
   * Computes them.
   *
   * @param replicates bootstrap resamples
   */
  public static BenchReport of(
      Benchmark benchmark,
      BenchmarkData data,
      Outcome outcome,
      Provenance provenance,
      int replicates) {
    SequencedMap<String, List<Judged>> judged = new LinkedHashMap<>();
    outcome.judges().forEach(judge -> judged.put(judge, outcome.of(judge)));
    List<Judged> first = judged.firstEntry().getValue();
    Bootstrap bootstrap = new Bootstrap(first, replicates, SEED);
    SequencedMap<String, JudgeReport> judges = new LinkedHashMap<>();
    List<Difference> differences = new ArrayList<>();
    judged.forEach(
        (name, own) -> {
          judges.put(name, JudgeReport.of(name, benchmark, own, bootstrap, outcome.refusals(name)));
          if (own != first && compares(own)) {
            String reference = judged.firstEntry().getKey();
            differences.add(difference(benchmark, reference, first, name, own, bootstrap));
          }
        });
    return new BenchReport(benchmark, data, outcome, provenance, judges, corrected(differences));
  }

  private static List<Difference> corrected(List<Difference> differences) {
    double[] p = Holm.corrected(differences.stream().mapToDouble(d -> d.test().p()).toArray());
    List<Difference> corrected = new ArrayList<>();
    for (Difference d : differences) {
      double holm = p[corrected.size()];
      corrected.add(new Difference(d.first(), d.second(), d.by(), d.interval(), d.test(), holm));
    }
    return corrected;
  }

  private static Difference difference(
      Benchmark benchmark,
      String first,
      List<Judged> own,
      String second,
      List<Judged> other,
      Bootstrap bootstrap) {
    double by = benchmark.score(own).overall() - benchmark.score(other).overall();
    Interval interval =
        bootstrap.ofDifference(own, other, sample -> benchmark.score(sample).overall());
    McNemar test = McNemar.of(own, other);
    return new Difference(first, second, by, interval, test, test.p());
  }

  /** Whether there are comparisons between answers. */
  static boolean compares(List<Judged> judged) {
    return judged.stream()
        .anyMatch(
            one -> one.item() instanceof Item.Choice choice && !choice.comparisons().isEmpty());
  }
}

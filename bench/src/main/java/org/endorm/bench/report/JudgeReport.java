package org.endorm.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Benchmark;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;
import org.endorm.bench.statistics.Bootstrap;
import org.endorm.bench.statistics.Calibration;
import org.endorm.bench.statistics.Interval;
import org.endorm.bench.statistics.LengthEffect;
import org.endorm.bench.statistics.LengthRegression;
import org.endorm.bench.statistics.Ties;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one judge.
 *
 * @param domains the intervals of the domains' accuracies
 * @param comparing what only comparisons have; null where there are none
 * @param refused answers, comparisons or processes for which the judge gave no number
 */
record JudgeReport(
    String name,
    Score score,
    Interval overall,
    SequencedMap<String, Interval> domains,
    @Nullable Comparing comparing,
    long refused) {
  /**
   * The figures of comparisons.
   *
   * @param lengthRegressed the overall figure with the effect of length taken out
   */
  record Comparing(
      Ties ties,
      LengthEffect length,
      Calibration calibration,
      double lengthRegressed,
      Interval lengthRegressedInterval) {}

  static JudgeReport of(
      String name, Benchmark benchmark, List<Judged> judged, Bootstrap bootstrap, long refused) {
    Score score = benchmark.score(judged);
    List<String> parts = List.copyOf(score.domains().sequencedKeySet());
    List<Interval> intervals =
        bootstrap.ofEach(judged, sample -> figures(benchmark.score(sample), parts));
    SequencedMap<String, Interval> domains = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      domains.put(parts.get(i), intervals.get(i + 1));
    }
    boolean compares = BenchReport.compares(judged);
    Comparing comparing = compares ? comparing(benchmark, judged, bootstrap) : null;
    return new JudgeReport(name, score, intervals.getFirst(), domains, comparing, refused);
  }

  /** The overall figure, then the accuracy of each domain; NaN where a sample has none of it. */
  private static double[] figures(Score score, List<String> domains) {
    double[] figures = new double[1 + domains.size()];
    figures[0] = score.overall();
    for (int i = 0; i < domains.size(); i++) {
      DomainScore domain = score.domains().get(domains.get(i));
      figures[i + 1] = domain == null ? Double.NaN : domain.accuracy();
    }
    return figures;
  }

  private static Comparing comparing(
      Benchmark benchmark, List<Judged> judged, Bootstrap bootstrap) {
    List<Judged> without = LengthRegression.without(judged);
    return new Comparing(
        Ties.of(judged),
        LengthEffect.of(judged),
        Calibration.of(judged),
        benchmark.score(without).overall(),
        bootstrap.of(without, sample -> benchmark.score(sample).overall()));
  }
}

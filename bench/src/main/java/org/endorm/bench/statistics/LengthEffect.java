package org.endorm.bench.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.endorm.bench.Judged;
import org.endorm.bench.statistics.Margins.Row;

/**
 * What length has to do with a judge's verdicts. Length is counted in code points.
 *
 * @param longerIsBetter of the comparisons whose answers differ in length, the share in which the
 *     better one is the longer: what preferring length would score on them
 * @param picksLonger of those and decided ones, the share in which the judge prefers the longer
 * @param decidedByLength of all comparisons, the share on which the judge agrees with the one rule
 *     of the two, always the longer or always the shorter, that it agrees with more: at most this
 *     much of its verdicts mere length would give
 * @param whenLonger the judge's accuracy where the better answer is longer
 * @param whenShorter the judge's accuracy where the better answer is shorter
 * @param curve accuracy over bins of equal count by length difference
 */
public record LengthEffect(
    double longerIsBetter,
    double picksLonger,
    double decidedByLength,
    double whenLonger,
    double whenShorter,
    List<Bin> curve) {
  static final int BINS = 10;

  /**
   * Comparisons of similar length difference.
   *
   * @param difference their mean length difference, better minus worse
   */
  public record Bin(double difference, double accuracy, int n) {}

  /** Measures a judge. */
  public static LengthEffect of(List<Judged> judged) {
    List<Row> rows = Margins.of(judged);
    List<Row> differing = rows.stream().filter(r -> r.longer() != 0).toList();
    List<Row> decided = differing.stream().filter(r -> r.margin() != 0).toList();
    long longer = decided.stream().filter(r -> r.margin() > 0 == r.longer() > 0).count();
    long agreed = Math.max(longer, decided.size() - longer);
    return new LengthEffect(
        share(differing.stream().filter(r -> r.longer() > 0).count(), differing.size()),
        share(longer, decided.size()),
        share(agreed, rows.size()),
        accuracy(rows.stream().filter(r -> r.longer() > 0).toList()),
        accuracy(rows.stream().filter(r -> r.longer() < 0).toList()),
        curve(rows));
  }

  private static List<Bin> curve(List<Row> rows) {
    List<Row> sorted = rows.stream().sorted(Comparator.comparingInt(Row::longer)).toList();
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      int from = (int) ((long) sorted.size() * bin / BINS);
      int to = (int) ((long) sorted.size() * (bin + 1) / BINS);
      List<Row> members = sorted.subList(from, to);
      if (!members.isEmpty()) {
        double mean = members.stream().mapToInt(Row::longer).average().orElseThrow();
        bins.add(new Bin(mean, accuracy(members), members.size()));
      }
    }
    return bins;
  }

  private static double accuracy(List<Row> rows) {
    return share(rows.stream().filter(r -> r.margin() > 0).count(), rows.size());
  }

  private static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}

package org.endorm.bench.statistics;

import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.Judged;
import org.endorm.bench.statistics.Margins.Row;
import org.endorm.reward.BradleyTerry;

/**
 * Whether σ(t·margin) is the probability that a preference is right.
 *
 * <p>t is fitted by maximum likelihood on one fixed half of the items, the rest is measured on the
 * other. A comparison's confidence is σ(t·|margin|), from one half to 1; it is right if the margin
 * is positive, and half right if it is 0. ECE is the mean over {@value #BINS} bins of equal width
 * of |accuracy − confidence|, weighted by count.
 *
 * <p>Source: Guo et al., "On Calibration of Modern Neural Networks", arXiv 1706.04599.
 *
 * @param scale t, at least 0: 0 for margins that tell nothing, or tell the opposite; infinite if
 *     each decided comparison of the fitted half is right
 * @param ece NaN if there was nothing to measure on
 * @param raw ECE of σ(margin), with t = 1
 * @param bins those that are not empty
 */
public record Calibration(double scale, double ece, double raw, List<Bin> bins) {
  static final int BINS = 10;

  private static final int HALVINGS = 200;

  /** Comparisons of similar confidence. */
  public record Bin(double confidence, double accuracy, int n) {}

  /** Measures a judge. */
  public static Calibration of(List<Judged> judged) {
    double scale = fit(Margins.of(FixedHalf.FIRST.of(judged)));
    List<Row> held = Margins.of(FixedHalf.SECOND.of(judged));
    List<Bin> bins = bins(held, scale);
    return new Calibration(scale, ece(bins), ece(bins(held, 1)), bins);
  }

  /**
   * The t ≥ 0 that makes Σ log σ(t·margin) largest: the root of its falling derivative Σ m·σ(−t·m).
   */
  static double fit(List<Row> rows) {
    double largest = rows.stream().mapToDouble(r -> Math.abs(r.margin())).max().orElse(0);
    if (largest == 0 || !(derivative(rows, 0) > 0)) {
      return 0;
    }
    if (rows.stream().noneMatch(r -> r.margin() < 0)) {
      return Double.POSITIVE_INFINITY;
    }
    double high = 1 / largest;
    while (derivative(rows, high) > 0) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < HALVINGS && high - low > 1e-12 * high; i++) {
      double middle = (low + high) / 2;
      if (derivative(rows, middle) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double derivative(List<Row> rows, double scale) {
    double sum = 0;
    for (Row row : rows) {
      sum += row.margin() * BradleyTerry.sigmoid(-scale * row.margin());
    }
    return sum;
  }

  private static List<Bin> bins(List<Row> rows, double scale) {
    double[][] sums = new double[BINS][3];
    for (Row row : rows) {
      double size = Math.abs(row.margin());
      double confidence = size == 0 ? 0.5 : BradleyTerry.sigmoid(scale * size);
      int bin = Math.min(BINS - 1, (int) ((confidence - 0.5) * 2 * BINS));
      sums[bin][0] += confidence;
      sums[bin][1] += row.margin() > 0 ? 1 : row.margin() == 0 ? 0.5 : 0;
      sums[bin][2]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (double[] sum : sums) {
      if (sum[2] > 0) {
        bins.add(new Bin(sum[0] / sum[2], sum[1] / sum[2], (int) sum[2]));
      }
    }
    return bins;
  }

  private static double ece(List<Bin> bins) {
    double all = bins.stream().mapToInt(Bin::n).sum();
    double sum = 0;
    for (Bin bin : bins) {
      sum += bin.n() * Math.abs(bin.accuracy() - bin.confidence());
    }
    return all == 0 ? Double.NaN : sum / all;
  }
}

package org.endorm.bench.statistics;

import java.util.List;
import org.endorm.bench.Judged;

/**
 * McNemar's test: of the comparisons that just one of two judges wins, is the share of either too
 * large for chance?
 *
 * <p>Exact (two-sided binomial) up to {@value #EXACT_UP_TO} such comparisons, else χ² with
 * continuity correction. It takes comparisons for independent, which those of one prompt are not:
 * read it beside the paired bootstrap interval.
 *
 * <p>Source: McNemar, "Note on the sampling error of the difference between correlated
 * proportions", Psychometrika 12 (1947).
 *
 * @param onlyFirst comparisons that only the first judge wins
 * @param onlySecond comparisons that only the second judge wins
 */
public record McNemar(long onlyFirst, long onlySecond) {
  static final int EXACT_UP_TO = 1000;

  /** Counts the comparisons of two judges of the same items. */
  public static McNemar of(List<Judged> first, List<Judged> second) {
    long onlyFirst = 0;
    long onlySecond = 0;
    for (int item = 0; item < first.size(); item++) {
      for (int i = 0; i < first.get(item).choice().comparisons().size(); i++) {
        boolean one = first.get(item).won(i);
        boolean other = second.get(item).won(i);
        onlyFirst += one && !other ? 1 : 0;
        onlySecond += other && !one ? 1 : 0;
      }
    }
    return new McNemar(onlyFirst, onlySecond);
  }

  /** The probability of a split at least as uneven if both judges were equally good; 1 of none. */
  public double p() {
    long n = onlyFirst + onlySecond;
    if (n == 0) {
      return 1;
    }
    return n <= EXACT_UP_TO ? exact(n) : chiSquared(n);
  }

  private double exact(long n) {
    long least = Math.min(onlyFirst, onlySecond);
    double logTerm = -n * Math.log(2); // log of C(n, 0)/2^n
    double tail = 0;
    for (long k = 0; k <= least; k++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log(n - k) - Math.log(k + 1);
    }
    return Math.min(1, 2 * tail);
  }

  private double chiSquared(long n) {
    double distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
    return complementaryError(Math.sqrt(distance * distance / n / 2));
  }

  /** erfc of x ≥ 0, with a relative error below 1.2e-7 (Numerical Recipes, section 6.2). */
  private static double complementaryError(double x) {
    double t = 1 / (1 + x / 2);
    double[] c = {
      -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
      0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
    };
    double polynomial = 0;
    for (int i = c.length - 1; i >= 0; i--) {
      polynomial = c[i] + t * polynomial;
    }
    return t * Math.exp(-x * x + polynomial);
  }
}

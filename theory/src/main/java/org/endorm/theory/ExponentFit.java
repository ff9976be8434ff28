package org.endorm.theory;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The exponent k of y ∝ x^k over several instances: the mean of the least-squares slopes of log y
 * over log x, with the interval that holds 95 % of the means when the instances are drawn again
 * with replacement (percentile bootstrap).
 *
 * @param exponent k
 * @param low 2.5th percentile
 * @param high 97.5th percentile
 */
public record ExponentFit(double exponent, double low, double high) {
  private static final int RESAMPLES = 2000;

  /**
   * Fits.
   *
   * @param x positive, at least two different values; shape [n]
   * @param y positive; shape [instances][n]
   * @throws IllegalArgumentException if a value is not positive
   */
  public static ExponentFit fit(double[] x, double[][] y, RandomGenerator random) {
    double[] slopes = new double[y.length];
    Arrays.setAll(slopes, i -> slope(logs(x), logs(y[i])));
    double[] means = new double[RESAMPLES];
    Arrays.setAll(means, i -> resampledMean(slopes, random));
    Arrays.sort(means);
    return new ExponentFit(
        mean(slopes), means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40]);
  }

  private static double[] logs(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < logs.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException("no power law through the value " + values[i]);
      }
      logs[i] = Math.log(values[i]);
    }
    return logs;
  }

  private static double slope(double[] x, double[] y) {
    double meanX = mean(x);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      // Σ (x − x̄)·c = 0, so that one centred factor is enough.
      covariance += (x[i] - meanX) * y[i];
      variance += (x[i] - meanX) * x[i];
    }
    return covariance / variance;
  }

  private static double resampledMean(double[] values, RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[random.nextInt(values.length)];
    }
    return sum / values.length;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}

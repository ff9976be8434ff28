package org.endorm.reward;

/**
 * The soft value of a state and the policy that goes with it, from the soft Q-values of its
 * actions.
 *
 * <p>Source: paper, Eq 11 and 12. Logits have shape [n], one for each action; −∞ stands for a
 * masked one. The largest logit is taken out before exponentiating and sums run from the first
 * action to the last, so the result is finite wherever it can be and always the same.
 */
public final class SoftBellman {
  private SoftBellman() {}

  /**
   * V(s) = α·log Σ_a exp(Q(s,a)/α).
   *
   * @throws NonFiniteRewardException if a logit is NaN or +∞, or none is finite
   */
  public static double value(double[] logits, double alpha) {
    requireTemperature(alpha);
    double max = max(logits);
    double sum = 0;
    for (double q : logits) {
      sum += Math.exp((q - max) / alpha);
    }
    return NonFiniteRewardException.finite("value of the state", max + alpha * Math.log(sum));
  }

  /**
   * log π(a|s) = (Q(s,a) − V(s))/α for each action, −∞ for a masked one; shape [n].
   *
   * @throws NonFiniteRewardException as {@link #value}
   */
  public static double[] logPolicy(double[] logits, double alpha) {
    double v = value(logits, alpha);
    double[] logp = new double[logits.length];
    for (int a = 0; a < logp.length; a++) {
      logp[a] = (logits[a] - v) / alpha;
    }
    return logp;
  }

  static void requireTemperature(double alpha) {
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("alpha must be positive and finite, was " + alpha);
    }
  }

  private static double max(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < logits.length; a++) {
      if (Double.isNaN(logits[a]) || logits[a] == Double.POSITIVE_INFINITY) {
        throw NonFiniteRewardException.atToken(a, logits[a]);
      }
      max = Math.max(max, logits[a]);
    }
    return NonFiniteRewardException.finite("largest logit of the state", max);
  }
}

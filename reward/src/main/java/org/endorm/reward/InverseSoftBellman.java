package org.endorm.reward;

/**
 * The inverse soft Bellman operator: reads the reward that a soft Q-function is optimal for out of
 * that Q-function, token by token.
 *
 * <p>Source: paper, Eq 11, and Eq 12 as its twin. It telescopes: Σ_t r_t = α·log π(τ|s₁) + V(s₁) −
 * V_end, where V_end = 0 unless the response was truncated.
 */
public final class InverseSoftBellman {
  private InverseSoftBellman() {}

  /**
   * Eq 11: r_t = Q(s_t, a_t) − V(s_{t+1}); the last token's next value is {@code vEnd}.
   *
   * @throws NonFiniteRewardException if a q, a v or a reward is not finite: a masked token was
   *     chosen, or the model is broken
   */
  public static TokenRewards rewards(SoftQTrace trace) {
    requireFinite(trace);
    double[] q = trace.q();
    double[] v = trace.v();
    double[] r = new double[q.length];
    for (int t = 0; t < r.length; t++) {
      r[t] = q[t] - next(v, trace.vEnd(), t);
    }
    return new TokenRewards(r);
  }

  /**
   * Eq 12: r_t = α·log π(a_t|s_t) + V(s_t) − V(s_{t+1}), the same numbers from the policy's side.
   *
   * @param logp shape [T]
   * @param v shape [T], v[0] = V(s₁)
   * @param vEnd V of the state after the last token
   * @throws NonFiniteRewardException if a reward is not finite
   */
  public static TokenRewards rewards(double alpha, double[] logp, double[] v, double vEnd) {
    SoftBellman.requireTemperature(alpha);
    if (logp.length != v.length) {
      throw new IllegalArgumentException(
          "logp and v need the same length, were " + logp.length + " and " + v.length);
    }
    double[] r = new double[logp.length];
    for (int t = 0; t < r.length; t++) {
      r[t] = alpha * logp[t] + v[t] - next(v, vEnd, t);
    }
    return new TokenRewards(r);
  }

  /**
   * log π(a_t|s_t) of each token: (q − v)/α, or as a remote model gave it; shape [T].
   *
   * @throws NonFiniteRewardException if one is not finite
   */
  public static double[] tokenLogps(Trace trace) {
    return switch (trace) {
      case SoftQTrace soft -> tokenLogps(soft);
      case PolicyTrace policy -> finite("log-probability", policy.logp()).clone();
    };
  }

  /** log π(τ|s₁) = Σ_t log π(a_t|s_t), first token first; errors as {@link #tokenLogps}. */
  public static double logp(Trace trace) {
    double sum = 0;
    for (double logp : tokenLogps(trace)) {
      sum += logp;
    }
    return NonFiniteRewardException.finite("log-probability of the response", sum);
  }

  private static double[] tokenLogps(SoftQTrace trace) {
    requireFinite(trace);
    double[] logp = new double[trace.length()];
    for (int t = 0; t < logp.length; t++) {
      logp[t] = (trace.q()[t] - trace.v()[t]) / trace.alpha();
    }
    return finite("log-probability", logp);
  }

  private static double next(double[] v, double vEnd, int t) {
    return t + 1 < v.length ? v[t + 1] : vEnd;
  }

  private static void requireFinite(SoftQTrace trace) {
    finite("logit", trace.q());
    finite("state value", trace.v());
    NonFiniteRewardException.finite("value after the last response token", trace.vEnd());
  }

  private static double[] finite(String what, double[] values) {
    for (int t = 0; t < values.length; t++) {
      if (!Double.isFinite(values[t])) {
        throw NonFiniteRewardException.atPosition(what, t, values[t]);
      }
    }
    return values;
  }
}

package org.endorm.reward;

/**
 * The soft Q-values that a local model yields along one response: q of each chosen token, V of each
 * state it was chosen in, and V of the state after the last.
 *
 * <p>Source: paper, Eq 11; {@code q[h] = Q(s_h, a_h)} is the raw logit, {@code v[h] = V(s_h) =
 * α·logsumexp(Q(s_h, ·)/α)}, {@code vEnd = V(s_{T+1})}, which is 0 unless the response was
 * truncated.
 *
 * <p>Values need not be finite here; {@link InverseSoftBellman} refuses those that are not. The
 * arrays are copied in and not to be written to.
 *
 * @param alpha the temperature α > 0 of {@code v} and {@code vEnd}
 * @param q shape [T], raw logits
 * @param v shape [T], v[0] = V(s₁)
 * @param vEnd V of the state after the last action
 */
public record SoftQTrace(double alpha, double[] q, double[] v, double vEnd) implements Trace {
  public SoftQTrace {
    SoftBellman.requireTemperature(alpha);
    if (q.length == 0 || q.length != v.length) {
      throw new IllegalArgumentException(
          "q and v need the same length of at least 1, were " + q.length + " and " + v.length);
    }
    q = q.clone();
    v = v.clone();
  }

  @Override
  public int length() {
    return q.length;
  }
}

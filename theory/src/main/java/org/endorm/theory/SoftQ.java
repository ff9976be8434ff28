package org.endorm.theory;

import java.util.Arrays;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.SoftBellman;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.TokenRewards;

/**
 * A language model over a token MDP: the logits of every state, read as a soft Q-function at
 * temperature α.
 *
 * <p>Source: paper, Eq 11 and Prop 1. Any table of finite logits is one: it is the soft-optimal Q
 * of exactly one reward, the one that {@link #rewards} reads out.
 */
public final class SoftQ {
  private final TokenMdp mdp;
  private final double alpha;
  private final double[][] q;
  private final double[] v;

  /**
   * @param q logits, shape [states][actions]; copied
   * @throws org.endorm.reward.NonFiniteRewardException if a state has no finite value
   */
  public SoftQ(TokenMdp mdp, double alpha, double[][] q) {
    this.mdp = mdp;
    this.alpha = alpha;
    this.q = mdp.copyOf(q);
    this.v = new double[q.length];
    Arrays.setAll(v, s -> SoftBellman.value(this.q[s], alpha));
  }

  /** The normalised logits of a policy, Q = α·log π, whose V is 0 in every state. */
  public static SoftQ of(TokenMdp mdp, double alpha, Policy policy) {
    double[][] q = mdp.copyOf(policy.logp());
    for (double[] row : q) {
      Arrays.setAll(row, a -> alpha * row[a]);
    }
    return new SoftQ(mdp, alpha, q);
  }

  public TokenMdp mdp() {
    return mdp;
  }

  public double alpha() {
    return alpha;
  }

  /** Q(s, a). */
  public double q(int state, int action) {
    return q[state][action];
  }

  /** V(s), 0 at {@link TokenMdp#END}. */
  public double v(int state) {
    return state == TokenMdp.END ? 0 : v[state];
  }

  /** π = softmax(Q/α). */
  public Policy policy() {
    return Policy.softmax(q, alpha);
  }

  /** The same policy from other logits: a constant added to all logits of each state. */
  public SoftQ shifted(double[] constants) {
    double[][] shifted = mdp.copyOf(q);
    for (int s = 0; s < shifted.length; s++) {
      for (int a = 0; a < shifted[s].length; a++) {
        shifted[s][a] += constants[s];
      }
    }
    return new SoftQ(mdp, alpha, shifted);
  }

  /** r(s, a) of every state and action, by the operator; shape [states][actions]. */
  public double[][] rewards() {
    double[][] r = mdp.table();
    for (int s = 0; s < r.length; s++) {
      for (int a = 0; a < r[s].length; a++) {
        double vNext = v(mdp.next(s, a));
        SoftQTrace step = new SoftQTrace(alpha, new double[] {q[s][a]}, new double[] {v[s]}, vNext);
        r[s][a] = InverseSoftBellman.rewards(step).r()[0];
      }
    }
    return r;
  }

  /** What this model says of an ended answer. */
  public SoftQTrace trace(Answer answer) {
    double[] qs = new double[answer.length()];
    double[] vs = new double[answer.length()];
    for (int t = 0; t < qs.length; t++) {
      qs[t] = q[answer.states()[t]][answer.actions()[t]];
      vs[t] = v[answer.states()[t]];
    }
    return new SoftQTrace(alpha, qs, vs, 0);
  }

  /**
   * What this model says of an answer that was cut after its first tokens, so that the state it was
   * cut in keeps its V.
   *
   * @param tokens from 1 to one less than the answer's length
   */
  public SoftQTrace truncatedTrace(Answer answer, int tokens) {
    SoftQTrace whole = trace(answer);
    return new SoftQTrace(
        alpha,
        Arrays.copyOf(whole.q(), tokens),
        Arrays.copyOf(whole.v(), tokens),
        v(answer.states()[tokens]));
  }

  /** r₁…r_T of an ended answer, by the operator. */
  public TokenRewards tokenRewards(Answer answer) {
    return InverseSoftBellman.rewards(trace(answer));
  }

  /** r(τ) = Σ r_t. */
  public double reward(Answer answer) {
    return tokenRewards(answer).sum();
  }
}

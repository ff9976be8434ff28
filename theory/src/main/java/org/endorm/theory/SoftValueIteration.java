package org.endorm.theory;

import org.endorm.reward.SoftBellman;

/**
 * Soft value iteration: the maximum-entropy optimal Q of a reward, exact in one backward pass
 * because the MDP has no cycles.
 *
 * <p>Q(s,a) = r(s,a) + V(s'), V(s) = α·log Σ_a exp(Q(s,a)/α), V = 0 after the end. It undoes {@link
 * SoftQ#rewards}.
 */
public final class SoftValueIteration {
  private SoftValueIteration() {}

  /**
   * @param r rewards, shape [states][actions]
   */
  public static SoftQ solve(TokenMdp mdp, double[][] r, double alpha) {
    double[][] q = mdp.copyOf(r);
    double[] v = new double[q.length];
    for (int s = q.length - 1; s >= 0; s--) {
      for (int a = 0; a < q[s].length; a++) {
        int next = mdp.next(s, a);
        q[s][a] += next == TokenMdp.END ? 0 : v[next];
      }
      v[s] = SoftBellman.value(q[s], alpha);
    }
    return new SoftQ(mdp, alpha, q);
  }

  /**
   * The optimum of E_π Σ r − β·KL(π ‖ reference): soft value iteration at temperature β over the
   * reward r + β·log reference.
   */
  public static Policy solveNear(TokenMdp mdp, double[][] r, Policy reference, double beta) {
    double[][] penalised = mdp.copyOf(r);
    for (int s = 0; s < penalised.length; s++) {
      for (int a = 0; a < penalised[s].length; a++) {
        penalised[s][a] += beta * reference.logp()[s][a];
      }
    }
    return solve(mdp, penalised, beta).policy();
  }
}

package org.endorm.theory;

/**
 * What a policy does in a token MDP: its expected return J_r(π) = E_π Σ r without entropy bonus,
 * and its occupancy measure.
 */
public final class PolicyEvaluation {
  private PolicyEvaluation() {}

  /**
   * J_r(π) from s₁.
   *
   * @param r rewards, shape [states][actions]
   */
  public static double expectedReturn(TokenMdp mdp, Policy policy, double[][] r) {
    double[] value = new double[mdp.states()];
    for (int s = value.length - 1; s >= 0; s--) {
      for (int a = 0; a < mdp.actions(s); a++) {
        int next = mdp.next(s, a);
        double after = next == TokenMdp.END ? 0 : value[next];
        value[s] += policy.probability(s, a) * (r[s][a] + after);
      }
    }
    return value[0];
  }

  /**
   * J_r(π) + α·entropy of π over answers: the objective whose maximiser is soft-optimal for r.
   *
   * @param policy with positive probabilities everywhere
   * @param r rewards, shape [states][actions]
   */
  public static double softReturn(TokenMdp mdp, Policy policy, double[][] r, double alpha) {
    double[][] withBonus = mdp.copyOf(r);
    for (int s = 0; s < withBonus.length; s++) {
      for (int a = 0; a < withBonus[s].length; a++) {
        withBonus[s][a] -= alpha * policy.logp()[s][a];
      }
    }
    return expectedReturn(mdp, policy, withBonus);
  }

  /** d(s, a): how often the policy takes an action in an answer; shape [states][actions]. */
  public static double[][] occupancy(TokenMdp mdp, Policy policy) {
    double[][] d = mdp.table();
    double[] visits = new double[mdp.states()];
    visits[0] = 1;
    for (int s = 0; s < d.length; s++) {
      for (int a = 0; a < d[s].length; a++) {
        d[s][a] = visits[s] * policy.probability(s, a);
        int next = mdp.next(s, a);
        if (next != TokenMdp.END) {
          visits[next] += d[s][a];
        }
      }
    }
    return d;
  }
}

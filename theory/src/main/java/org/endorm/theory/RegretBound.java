package org.endorm.theory;

/**
 * Theorem 2 on one instance: what imitation and RL on r̂ lose against the expert in J(π) = E_π Σ
 * r*, without entropy bonus.
 *
 * <p>Losses are signed: an argmax can beat π_E. Imitation plays π̂; its loss is at most (ε/2)·R for
 * each step it may err and each step it pays after, R the range of r* with 0, so (ε/4)·R·H(H+1). RL
 * plays the hard maximiser of J_r̂; r̂ and r* differ on an answer by at most αHε up to a constant,
 * so it loses at most 2αHε. With the entropy bonus in J imitation would lose α·KL(π̂ ‖ π_E), at
 * most αHε.
 *
 * @param epsilon ε
 * @param imitationLoss J(π_E) − J(π̂)
 * @param imitationBound (ε/4)·R·H(H+1), for the loss and its negative
 * @param softImitationLoss what imitation loses in J + α·entropy, never below 0
 * @param rlLoss J(π_E) − J(π_RL)
 * @param rlBound 2αHε
 */
public record RegretBound(
    double epsilon,
    double imitationLoss,
    double imitationBound,
    double softImitationLoss,
    double rlLoss,
    double rlBound) {
  /** Measures one instance by dynamic programming. */
  public static RegretBound measure(ModelPair pair) {
    TokenMdp mdp = pair.mdp();
    double[][] truth = pair.expert().rewards();
    double expert = PolicyEvaluation.expectedReturn(mdp, pair.expert().policy(), truth);
    Policy imitator = pair.model().policy();
    double imitation = PolicyEvaluation.expectedReturn(mdp, imitator, truth);
    double soft = PolicyEvaluation.softReturn(mdp, imitator, truth, pair.alpha());
    Policy maximiser = HardValueIteration.solve(mdp, pair.model().rewards());
    double rl = PolicyEvaluation.expectedReturn(mdp, maximiser, truth);
    double epsilon = pair.epsilon();
    double h = mdp.horizon();
    return new RegretBound(
        epsilon,
        expert - imitation,
        epsilon / 4 * range(truth) * h * (h + 1),
        pair.expert().v(0) - soft,
        expert - rl,
        2 * pair.alpha() * h * epsilon);
  }

  /** The width of the smallest interval that holds 0 and all rewards. */
  private static double range(double[][] r) {
    double low = 0;
    double high = 0;
    for (double[] row : r) {
      for (double x : row) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
    }
    return high - low;
  }
}

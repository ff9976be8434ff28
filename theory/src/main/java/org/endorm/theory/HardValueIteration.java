package org.endorm.theory;

import java.util.Arrays;

/**
 * Ordinary value iteration: the deterministic policy that maximises J_r(π) = E_π Σ r, with no
 * entropy bonus; of equally good actions the first.
 */
public final class HardValueIteration {
  private HardValueIteration() {}

  /**
   * @param r rewards, shape [states][actions]
   */
  public static Policy solve(TokenMdp mdp, double[][] r) {
    double[][] q = mdp.copyOf(r);
    double[] best = new double[q.length];
    for (int s = q.length - 1; s >= 0; s--) {
      for (int a = 0; a < q[s].length; a++) {
        int next = mdp.next(s, a);
        q[s][a] += next == TokenMdp.END ? 0 : best[next];
      }
      int choice = argmax(q[s]);
      best[s] = q[s][choice];
      Arrays.fill(q[s], Double.NEGATIVE_INFINITY);
      q[s][choice] = 0;
    }
    return new Policy(q);
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int a = 1; a < values.length; a++) {
      if (values[a] > values[best]) {
        best = a;
      }
    }
    return best;
  }
}

package org.endorm.theory;

import java.util.Arrays;

/**
 * The offline inverse-RL objective of a reward on a set of answers: how much better the answers are
 * than what soft RL on that reward could reach, L(r) = E_D Σ r − V_r(s₁).
 *
 * <p>Source: paper, Prop 1. With r read out of logits Q, L(r) = α·E_D log π_Q: maximum likelihood
 * and inverse RL are one problem. L is concave in r, and its gradient is the difference of two
 * occupancy measures, d_D − d_π_r.
 */
public final class OfflineIrl {
  private final TokenMdp mdp;
  private final double alpha;
  private final double[][] data;

  /**
   * @param data the occupancy of the answers, d_D(s, a); shape [states][actions]
   */
  public OfflineIrl(TokenMdp mdp, double alpha, double[][] data) {
    this.mdp = mdp;
    this.alpha = alpha;
    this.data = mdp.copyOf(data);
  }

  /** L(r). */
  public double objective(double[][] r) {
    return dot(data, r) - SoftValueIteration.solve(mdp, r, alpha).v(0);
  }

  /** ∂L/∂r(s, a) = d_D(s, a) − d_π_r(s, a). */
  public double[][] gradient(double[][] r) {
    Policy softOptimal = SoftValueIteration.solve(mdp, r, alpha).policy();
    double[][] gradient = PolicyEvaluation.occupancy(mdp, softOptimal);
    for (int s = 0; s < gradient.length; s++) {
      for (int a = 0; a < gradient[s].length; a++) {
        gradient[s][a] = data[s][a] - gradient[s][a];
      }
    }
    return gradient;
  }

  /** E_D log π, the negative cross-entropy of a policy on the answers. */
  public double logLikelihood(Policy policy) {
    return dot(data, policy.logp());
  }

  /**
   * The logits that minimise cross-entropy, α·log d_D(s, a): one of many, as a constant may be
   * added in every state.
   */
  public SoftQ crossEntropyOptimum() {
    double[][] q = mdp.table();
    for (int s = 0; s < q.length; s++) {
      for (int a = 0; a < q[s].length; a++) {
        q[s][a] = alpha * Math.log(data[s][a]);
      }
    }
    return new SoftQ(mdp, alpha, q);
  }

  /** Logits after one step of gradient ascent on the likelihood, state by state. */
  public SoftQ ascend(SoftQ model, double rate) {
    Policy policy = model.policy();
    double[][] q = mdp.table();
    for (int s = 0; s < q.length; s++) {
      double visits = Arrays.stream(data[s]).sum();
      for (int a = 0; a < q[s].length; a++) {
        double error = data[s][a] / visits - policy.probability(s, a);
        q[s][a] = model.q(s, a) + rate * alpha * error;
      }
    }
    return new SoftQ(mdp, alpha, q);
  }

  private static double dot(double[][] x, double[][] y) {
    double sum = 0;
    for (int s = 0; s < x.length; s++) {
      for (int a = 0; a < x[s].length; a++) {
        sum += x[s][a] * y[s][a];
      }
    }
    return sum;
  }
}

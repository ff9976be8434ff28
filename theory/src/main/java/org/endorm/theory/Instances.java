package org.endorm.theory;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The instances that the theorems are tried on: random ones, and the families at the edge of each
 * bound.
 */
public final class Instances {
  private Instances() {}

  /** Logits drawn evenly from [−scale, scale]. */
  public static SoftQ random(TokenMdp mdp, double alpha, double scale, RandomGenerator random) {
    double[][] q = mdp.table();
    for (double[] row : q) {
      Arrays.setAll(row, a -> random.nextDouble(-scale, scale));
    }
    return new SoftQ(mdp, alpha, q);
  }

  /** A random expert and a model whose logits are off by up to {@code error}. */
  public static ModelPair random(
      TokenMdp mdp, double alpha, double scale, double error, RandomGenerator random) {
    SoftQ expert = random(mdp, alpha, scale, random);
    double[][] q = mdp.table();
    for (int s = 0; s < q.length; s++) {
      for (int a = 0; a < q[s].length; a++) {
        q[s][a] = expert.q(s, a) + random.nextDouble(-error, error);
      }
    }
    return new ModelPair(expert, new SoftQ(mdp, alpha, q));
  }

  /**
   * Where Theorem 1 is attained: two tokens, the model ε too fond of token 0 in every state that
   * the answer 00…0 passes, and ε too shy of token 1 in every state that 11…1 passes.
   *
   * <p>The expert's margin between the two is −αHε and the model's αHε, so D_TV = tanh(αHε/2).
   */
  public static ModelPair tightPreference(int horizon, double alpha, double epsilon) {
    TokenMdp mdp = TokenMdp.fixedLength(2, horizon);
    double[][] expert = mdp.table();
    double[][] model = mdp.table();
    // The lower path holds p = 1/(1 + e^ε) of token 0; the same odds serve every state.
    for (int s = 0; s < expert.length; s++) {
      expert[s][1] = alpha * epsilon;
      model[s][0] = alpha * epsilon;
    }
    return new ModelPair(new SoftQ(mdp, alpha, expert), new SoftQ(mdp, alpha, model));
  }

  /**
   * Where imitation loses H²: at each step the expert leaves the path with a small probability and
   * never returns; off the path all {@code branching} tokens are alike.
   *
   * <p>The expert's logits are normalised, so V* = 0 everywhere: off the path the entropy makes up
   * for the reward −α·log branching of each step. J has no entropy bonus and feels the loss, for
   * all steps that remain. The model leaves e^ε times as often.
   *
   * @param deviation the expert's probability to leave; far below 1/horizon for the H² to show
   */
  public static ModelPair deviation(
      int horizon, double alpha, double deviation, int branching, double epsilon) {
    TokenMdp mdp = deviationMdp(horizon, branching);
    SoftQ expert = SoftQ.of(mdp, alpha, deviationPolicy(mdp, deviation));
    SoftQ model = SoftQ.of(mdp, alpha, deviationPolicy(mdp, deviation * Math.exp(epsilon)));
    return new ModelPair(expert, model);
  }

  /** States 2h are on the path at step h, states 2h − 1 off it. */
  private static TokenMdp deviationMdp(int horizon, int branching) {
    int[][] next = new int[2 * horizon - 1][];
    for (int s = 0; s < next.length; s++) {
      int step = (s + 1) / 2;
      boolean last = step == horizon - 1;
      int on = last ? TokenMdp.END : 2 * step + 2;
      int off = last ? TokenMdp.END : 2 * step + 1;
      next[s] = new int[] {on, off};
      if (s % 2 == 1) {
        next[s] = new int[branching];
        Arrays.fill(next[s], off);
      }
    }
    return new TokenMdp(next);
  }

  private static Policy deviationPolicy(TokenMdp mdp, double leave) {
    double[][] logp = mdp.table();
    for (int s = 0; s < logp.length; s++) {
      if (s % 2 == 0) {
        logp[s][0] = Math.log1p(-leave);
        logp[s][1] = Math.log(leave);
      } else {
        Arrays.fill(logp[s], -Math.log(logp[s].length));
      }
    }
    return new Policy(logp);
  }

  /**
   * Where RL loses H: at each step two tokens lead to the same state, the expert prefers the first
   * by a small gap, the model by a hair the second, so that an argmax errs at every step.
   *
   * @param gaps Q*(s,0) − Q*(s,1) of each step, positive; shape [H]
   */
  public static ModelPair nearTies(double alpha, double[] gaps) {
    int[][] next = new int[gaps.length][2];
    for (int h = 0; h < next.length; h++) {
      Arrays.fill(next[h], h == next.length - 1 ? TokenMdp.END : h + 1);
    }
    TokenMdp mdp = new TokenMdp(next);
    double[][] expert = mdp.table();
    double[][] model = mdp.table();
    for (int h = 0; h < gaps.length; h++) {
      expert[h][0] = gaps[h];
      model[h][1] = gaps[h] / 1000;
    }
    return new ModelPair(new SoftQ(mdp, alpha, expert), new SoftQ(mdp, alpha, model));
  }
}

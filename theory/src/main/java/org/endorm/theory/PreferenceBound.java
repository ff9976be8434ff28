package org.endorm.theory;

import java.util.List;
import org.endorm.reward.BradleyTerry;

/**
 * Theorem 1 on one instance: the largest total variation between the Bradley–Terry preferences of
 * r* and of r̂ over all pairs of answers, against (αH/2)·ε.
 *
 * <p>The margin r(τ) − r(τ') moves by at most 2αHε, as V(s₁) cancels, and σ is steepest at 0, with
 * slope 1/4. Taking the worst position of the margin exactly gives the sharp form tanh(αHε/2),
 * which is attained.
 *
 * @param measured max over pairs of D_TV, between 0 and 1
 * @param alpha temperature
 * @param horizon H
 * @param epsilon ε
 */
public record PreferenceBound(double measured, double alpha, int horizon, double epsilon) {
  /** Measures one instance by listing its answers. */
  public static PreferenceBound measure(ModelPair pair) {
    List<Answer> answers = pair.mdp().answers();
    double[] expert = answers.stream().mapToDouble(pair.expert()::reward).toArray();
    double[] model = answers.stream().mapToDouble(pair.model()::reward).toArray();
    return new PreferenceBound(
        largestVariation(expert, model), pair.alpha(), pair.mdp().horizon(), pair.epsilon());
  }

  /**
   * The largest |P(i ≻ j) − P'(i ≻ j)| over all pairs: the total variation of two coins is the
   * difference of their probabilities.
   *
   * @param rewards shape [n]
   * @param others shape [n]
   */
  public static double largestVariation(double[] rewards, double[] others) {
    double max = 0;
    for (int i = 0; i < rewards.length; i++) {
      for (int j = 0; j < i; j++) {
        double p = BradleyTerry.preference(rewards[i], rewards[j]);
        double q = BradleyTerry.preference(others[i], others[j]);
        max = Math.max(max, Math.abs(p - q));
      }
    }
    return max;
  }

  /** (αH/2)·ε. */
  public double bound() {
    return alpha * horizon / 2 * epsilon;
  }

  /** tanh(αHε/2), the smallest bound that depends on α, H and ε only. */
  public double sharpBound() {
    return Math.tanh(bound());
  }

  /** measured / bound, 1 where the bound is tight; 0 where ε is 0. */
  public double tightness() {
    return epsilon == 0 ? 0 : measured / bound();
  }
}

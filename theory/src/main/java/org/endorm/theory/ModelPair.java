package org.endorm.theory;

/**
 * The two sides of the paper's theorems on one token MDP: the expert π_E with its true reward r*,
 * and the model π̂ with the reward r̂ read out of its logits.
 *
 * @param expert Q*, soft-optimal for r*
 * @param model Q̂, the logits
 */
public record ModelPair(SoftQ expert, SoftQ model) {
  /**
   * @throws IllegalArgumentException if the two differ in MDP or temperature
   */
  public ModelPair {
    if (expert.mdp() != model.mdp() || expert.alpha() != model.alpha()) {
      throw new IllegalArgumentException("expert and model differ in token MDP or temperature");
    }
  }

  public TokenMdp mdp() {
    return expert.mdp();
  }

  public double alpha() {
    return expert.alpha();
  }

  /** ε = max |log π_E − log π̂| over all states and actions. */
  public double epsilon() {
    return expert.policy().distance(model.policy());
  }
}

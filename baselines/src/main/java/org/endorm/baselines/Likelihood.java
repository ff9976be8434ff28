package org.endorm.baselines;

import org.endorm.reward.Aggregation;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.TokenReading;
import org.endorm.scoring.TracedReward;

/**
 * How probable the model finds the answer: log π(y|x), summed or per token.
 *
 * <p>The sum differs from the endogenous reward (α = 1, {@code sum}, ended answers) by V(s₁) alone,
 * so it ranks answers to one prompt exactly as that does. The mean is the usual cure of its length
 * bias, and the reference-free reward of SimPO up to its factor β.
 *
 * <p>Source: for ranking by it e.g. Brown et al., "Language Models are Few-Shot Learners", arXiv
 * 2005.14165, section 2.4; the mean: Meng et al., "SimPO", arXiv 2405.14734.
 */
public final class Likelihood {
  private Likelihood() {}

  /** Σ_t log π(a_t|s_t). */
  public static TracedReward sum(EndogenousReward model) {
    return new TracedReward(model, TokenReading.LOG_PROBABILITY, new Aggregation.Sum());
  }

  /** Σ_t log π(a_t|s_t) / T. */
  public static TracedReward mean(EndogenousReward model) {
    return new TracedReward(model, TokenReading.LOG_PROBABILITY, new Aggregation.Mean());
  }
}

package org.endorm.baselines;

import java.util.Arrays;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.trace.StatisticsSource;

/**
 * Minus the entropy of the policy at the mean token: the less the model wavers, the better.
 *
 * <p>Source: Agarwal et al., "The Unreasonable Effectiveness of Entropy Minimization in LLM
 * Reasoning", arXiv 2505.15134.
 */
public final class NegativeEntropy {
  private NegativeEntropy() {}

  /** The mean over the answer's tokens. */
  public static RewardModel of(EndogenousReward model, StatisticsSource source) {
    return new ObservedReward(
        model,
        source,
        0,
        (observed, vocabulary) ->
            Arrays.stream(observed.states().entropy()).map(h -> -h).toArray());
  }
}

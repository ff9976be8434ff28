package org.endorm.baselines;

import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.StatisticsSource.Observed;

/**
 * How far the policy is from knowing nothing, at the mean token: KL(uniform ‖ π) = (V − mean Q)/α −
 * log|vocabulary|.
 *
 * <p>Source: Kang, Zhao and Song, "Scalable Best-of-N Selection for Large Language Models via
 * Self-Certainty", arXiv 2502.18581.
 */
public final class SelfCertainty {
  private SelfCertainty() {}

  /** The mean over the answer's tokens. */
  public static RewardModel of(EndogenousReward model, StatisticsSource source) {
    return new ObservedReward(model, source, 0, SelfCertainty::read);
  }

  private static double[] read(Observed observed, int vocabulary) {
    double[] certainty = new double[observed.trace().length()];
    for (int t = 0; t < certainty.length; t++) {
      double gap = observed.trace().v()[t] - observed.states().meanQ()[t];
      certainty[t] = gap / observed.trace().alpha() - Math.log(vocabulary);
    }
    return certainty;
  }
}

package org.endorm.baselines;

import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.StatisticsSource.Observed;

/**
 * By how much the most probable token leads the next, at the mean token: π(first) − π(second).
 *
 * <p>Source: Wang and Zhou, "Chain-of-Thought Reasoning Without Prompting", arXiv 2402.10200 (there
 * over the final result's tokens only).
 */
public final class TopGap {
  private TopGap() {}

  /** The mean over the answer's tokens. */
  public static RewardModel of(EndogenousReward model, StatisticsSource source) {
    return new ObservedReward(model, source, 2, TopGap::read);
  }

  private static double[] read(Observed observed, int vocabulary) {
    double[] gaps = new double[observed.trace().length()];
    for (int t = 0; t < gaps.length; t++) {
      double[] top = observed.states().topQ()[t];
      gaps[t] = probability(observed, t, top[0]) - probability(observed, t, top[1]);
    }
    return gaps;
  }

  private static double probability(Observed observed, int t, double q) {
    return Math.exp((q - observed.trace().v()[t]) / observed.trace().alpha());
  }
}

package org.endorm.scoring.trace;

import java.util.List;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trajectory;

/** A trace source that can also tell {@link StateStatistics}, out of the same forward pass. */
public interface StatisticsSource extends TraceSource {
  /** A trace with the statistics of its states. */
  record Observed(SoftQTrace trace, StateStatistics states) {}

  /**
   * Traces each trajectory as {@link #trace} does, to the bit, and adds the statistics.
   *
   * @param top how many of the largest logits of each state to tell at least, from 0
   */
  List<Observed> observe(List<Trajectory> trajectories, double alpha, int top);
}

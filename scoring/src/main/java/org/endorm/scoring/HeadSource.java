package org.endorm.scoring;

import java.util.List;
import org.endorm.reward.Trajectory;

/** A model with a head of few outputs in place of the vocabulary's: a trained reward model. */
public interface HeadSource {
  /**
   * The raw outputs of the head after given tokens of each trajectory.
   *
   * @param positions for each trajectory the positions asked for, ascending
   * @return shape [trajectories][positions][outputs]
   */
  List<double[][]> outputs(List<Trajectory> trajectories, List<int[]> positions);

  /** How many outputs the head has. */
  int width();
}

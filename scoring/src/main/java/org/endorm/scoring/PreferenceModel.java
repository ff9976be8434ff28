package org.endorm.scoring;

import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.scoring.row.Candidate;

/**
 * Whatever tells which of two answers to one prompt is better, without giving either a reward of
 * its own.
 */
public interface PreferenceModel extends AutoCloseable {
  /** Two answers to one prompt. */
  record Contest(Candidate first, Candidate second) {}

  /**
   * How far the first answer is preferred: positive if it is, negative if the second is, 0 for a
   * tie; a {@link RewardModel.Judgement.Refusal} where the contest's own fault leaves none.
   *
   * @throws EndormException if the model fails, whatever the contest
   */
  List<RewardModel.Judgement> compare(List<Contest> contests);

  @Override
  void close();
}

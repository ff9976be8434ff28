package org.endorm.scoring;

import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.scoring.row.Candidate;

/**
 * Whatever gives answers a reward: the endogenous one, or a rival.
 *
 * <p>A candidate's reward does not depend on the others it is judged with.
 */
public interface RewardModel extends AutoCloseable {
  /** What became of one candidate: a reward, or why there is none. */
  sealed interface Judgement {
    /** A finite reward; higher is better. */
    record Reward(double value) implements Judgement {}

    /** The candidate's own fault: its shape, its length, its template's. */
    record Refusal(EndormException why) implements Judgement {}
  }

  /**
   * Judges each candidate by itself, in the order given.
   *
   * @throws EndormException if the model fails, whatever the candidate
   */
  List<Judgement> judge(List<Candidate> candidates);

  /**
   * The reward of a response to a prompt: one user turn and its ended answer.
   *
   * @throws EndormException if it has none
   */
  default double reward(String prompt, String response) {
    return switch (judge(List.of(Candidate.of(prompt, response))).getFirst()) {
      case Judgement.Reward reward -> reward.value();
      case Judgement.Refusal refusal -> throw refusal.why();
    };
  }

  @Override
  void close();
}

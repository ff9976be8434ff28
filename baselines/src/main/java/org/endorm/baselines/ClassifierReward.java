package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.AnswerEncoder;
import org.endorm.scoring.HeadSource;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.RowException;

/**
 * A trained reward model: a sequence classifier's output after the last token of the rendered
 * conversation.
 *
 * <p>Source: Ouyang et al., "Training language models to follow instructions with human feedback",
 * arXiv 2203.02155.
 *
 * @param output which output is the reward, from 0
 */
public record ClassifierReward(AnswerEncoder encoder, HeadSource source, int output)
    implements RewardModel {
  public ClassifierReward {
    if (output < 0 || output >= source.width()) {
      throw new IllegalArgumentException("there is no output " + output + " of " + source.width());
    }
  }

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    List<Judgement> judgements = new ArrayList<>();
    List<Trajectory> trajectories = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        trajectories.add(encode(candidate));
        places.add(judgements.size());
        judgements.add(new Judgement.Reward(Double.NaN));
      } catch (EndormException e) {
        judgements.add(new Judgement.Refusal(e));
      }
    }
    List<int[]> last = trajectories.stream().map(t -> new int[] {t.length() - 1}).toList();
    List<double[][]> outputs =
        trajectories.isEmpty() ? List.of() : source.outputs(trajectories, last);
    for (int i = 0; i < outputs.size(); i++) {
      judgements.set(places.get(i), new Judgement.Reward(outputs.get(i)[0][output]));
    }
    return judgements;
  }

  private Trajectory encode(Candidate candidate) {
    return switch (candidate) {
      case Candidate.Spoken spoken ->
          encoder.encode(spoken.conversation(), spoken.answer(), spoken.truncated()).trajectory();
      case Candidate.Exact exact ->
          throw new RowException(
              RowException.Kind.UNKNOWN_SHAPE, "a trained reward model reads text, not exact ids");
    };
  }

  @Override
  public void close() {}
}

package org.endorm.baselines;

import java.util.List;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;

/**
 * The dumb rival that must be beaten: the answer's length in code points, or minus it. Needs no
 * model.
 *
 * <p>Source: Singhal et al., "A Long Way to Go: Investigating Length Correlations in RLHF", arXiv
 * 2310.03716.
 *
 * @param sign 1 to prefer the longer, −1 to prefer the shorter
 */
public record LengthReward(int sign) implements RewardModel, StepRewardModel {
  public static final LengthReward LONGER = new LengthReward(1);
  public static final LengthReward SHORTER = new LengthReward(-1);

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> (Judgement) new Judgement.Reward(length(candidate)))
        .toList();
  }

  private double length(Candidate candidate) {
    return sign
        * switch (candidate) {
          case Candidate.Spoken spoken -> points(String.valueOf(spoken.answer().text()));
          case Candidate.Exact exact -> (double) exact.responseIds().length;
        };
  }

  private static double points(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public List<StepJudgement> judgeSteps(List<SteppedAnswer> answers) {
    return answers.stream()
        .map(a -> a.steps().stream().mapToDouble(step -> sign * points(step)).toArray())
        .map(rewards -> (StepJudgement) new StepJudgement.Rewards(rewards))
        .toList();
  }

  @Override
  public void close() {}
}

package org.endorm.baselines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.reward.BradleyTerry;
import org.endorm.reward.EndormException;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.AnswerEncoder;
import org.endorm.scoring.HeadSource;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.RowException;
import org.endorm.text.EncodedTrajectory;
import org.endorm.text.Encoding;
import org.endorm.text.Message;

/**
 * A trained process reward model: the probability of "right" that a head of two outputs (wrong,
 * right) gives after the marker at the end of each step.
 *
 * <p>Source: Lightman et al., "Let's Verify Step by Step", arXiv 2305.20050; the form with a marker
 * token: Zhang et al., "The Lessons of Developing Process Reward Models", arXiv 2501.07301; the
 * least step for a whole answer: Wang et al., "Math-Shepherd", arXiv 2312.08935.
 *
 * @param marker the text of one token, put after each step
 */
public record ProcessReward(AnswerEncoder encoder, HeadSource source, String marker)
    implements RewardModel, StepRewardModel {
  /** The marker of the published Qwen2.5-Math process reward models. */
  public static final String DEFAULT_MARKER = "<extra_0>";

  public ProcessReward {
    if (source.width() != 2) {
      throw new IllegalArgumentException(
          "a process reward model has two outputs, not " + source.width());
    }
  }

  /** An answer is worth its least step; steps stand between blank lines. */
  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    List<Judgement> judgements = new ArrayList<>();
    List<SteppedAnswer> answers = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        answers.add(stepped(candidate));
        places.add(judgements.size());
        judgements.add(new Judgement.Reward(Double.NaN));
      } catch (RowException e) {
        judgements.add(new Judgement.Refusal(e));
      }
    }
    List<StepJudgement> steps = judgeSteps(answers);
    for (int i = 0; i < steps.size(); i++) {
      judgements.set(places.get(i), least(steps.get(i)));
    }
    return judgements;
  }

  private static SteppedAnswer stepped(Candidate candidate) {
    if (candidate instanceof Candidate.Spoken spoken && spoken.answer().text() != null) {
      List<String> steps =
          Arrays.stream(spoken.answer().text().split("\\n\\s*\\n"))
              .filter(step -> !step.isBlank())
              .toList();
      if (!steps.isEmpty()) {
        return new SteppedAnswer(spoken.conversation(), steps);
      }
    }
    throw new RowException(
        RowException.Kind.UNKNOWN_SHAPE, "a process reward model reads an answer in plain text");
  }

  private static Judgement least(StepJudgement steps) {
    return switch (steps) {
      case StepJudgement.Rewards(double[] values) ->
          new Judgement.Reward(Arrays.stream(values).min().orElseThrow());
      case StepJudgement.Refusal(EndormException why) -> new Judgement.Refusal(why);
    };
  }

  @Override
  public List<StepJudgement> judgeSteps(List<SteppedAnswer> answers) {
    List<StepJudgement> judgements = new ArrayList<>();
    List<Trajectory> trajectories = new ArrayList<>();
    List<int[]> positions = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (SteppedAnswer answer : answers) {
      try {
        EncodedTrajectory said = encode(answer);
        positions.add(markers(said, answer.steps().size()));
        trajectories.add(said.trajectory());
        places.add(judgements.size());
        judgements.add(new StepJudgement.Rewards(new double[0]));
      } catch (EndormException e) {
        judgements.add(new StepJudgement.Refusal(e));
      }
    }
    List<double[][]> outputs =
        trajectories.isEmpty() ? List.of() : source.outputs(trajectories, positions);
    for (int i = 0; i < outputs.size(); i++) {
      judgements.set(places.get(i), new StepJudgement.Rewards(right(outputs.get(i))));
    }
    return judgements;
  }

  private EncodedTrajectory encode(SteppedAnswer answer) {
    Candidate.Spoken spoken = (Candidate.Spoken) answer.candidate();
    StringBuilder text = new StringBuilder();
    answer.steps().forEach(step -> text.append(step).append(marker));
    Message marked = Message.of("assistant", text.toString());
    return encoder.encode(spoken.conversation(), marked, false);
  }

  private int[] markers(EncodedTrajectory said, int steps) {
    Encoding response = said.response();
    List<Integer> positions = new ArrayList<>();
    for (int t = 0; t < response.length(); t++) {
      if (response.texts()[t].equals(marker)) {
        positions.add(said.trajectory().responseStart() + t);
      }
    }
    if (positions.size() != steps) {
      throw new RowException(
          RowException.Kind.STEPS,
          "the marker %s stands %d times in an answer of %d steps"
              .formatted(marker, positions.size(), steps));
    }
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] right(double[][] outputs) {
    double[] rewards = new double[outputs.length];
    for (int step = 0; step < rewards.length; step++) {
      rewards[step] = BradleyTerry.sigmoid(outputs[step][1] - outputs[step][0]);
    }
    return rewards;
  }

  @Override
  public void close() {}
}

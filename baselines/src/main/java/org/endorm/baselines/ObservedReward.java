package org.endorm.baselines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.endorm.reward.Aggregation;
import org.endorm.reward.EndormException;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.PreparedAnswer;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.StatisticsSource.Observed;
import org.jspecify.annotations.Nullable;

/**
 * A reward read out of what the logits along the answer say besides V and the chosen logit.
 *
 * @param model what prepares answers
 * @param source what observes them, of the same model
 * @param top how many of the largest logits the reading needs
 */
record ObservedReward(EndogenousReward model, StatisticsSource source, int top, Reading reading)
    implements RewardModel, StepRewardModel {
  /** A number for each token, of which the mean is the reward. */
  @FunctionalInterface
  interface Reading {
    double[] read(Observed observed, int vocabulary);
  }

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return each(
        candidates,
        Function.identity(),
        (candidate, prepared, values) -> new Judgement.Reward(mean(values)),
        Judgement.Refusal::new);
  }

  /** The mean over each step's own tokens. */
  @Override
  public List<StepJudgement> judgeSteps(List<SteppedAnswer> answers) {
    return each(
        answers,
        SteppedAnswer::candidate,
        (answer, prepared, values) -> new StepJudgement.Rewards(steps(answer, prepared, values)),
        StepJudgement.Refusal::new);
  }

  /** Makes a judgement of an answer's values, shape [T]. */
  @FunctionalInterface
  private interface Judging<A, J> {
    J judge(A answer, PreparedAnswer prepared, double[] values);
  }

  private <A, J> List<J> each(
      List<A> answers,
      Function<A, Candidate> candidate,
      Judging<A, J> judging,
      Function<EndormException, J> refused) {
    List<@Nullable J> judgements = new ArrayList<>();
    List<PreparedAnswer> prepared = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (A answer : answers) {
      @Nullable J refusal = null; // Its place until the statistics are there.
      try {
        prepared.add(model.prepare(candidate.apply(answer)));
        places.add(judgements.size());
      } catch (EndormException e) {
        refusal = refused.apply(e);
      }
      judgements.add(refusal);
    }
    List<Observed> observed = observed(prepared);
    for (int i = 0; i < observed.size(); i++) {
      J judgement;
      try {
        double[] values = reading.read(observed.get(i), source.vocabularySize());
        judgement = judging.judge(answers.get(places.get(i)), prepared.get(i), values);
      } catch (EndormException e) {
        judgement = refused.apply(e);
      }
      judgements.set(places.get(i), judgement);
    }
    return judgements.stream().map(Objects::requireNonNull).toList();
  }

  private List<Observed> observed(List<PreparedAnswer> prepared) {
    List<Trajectory> trajectories = prepared.stream().map(PreparedAnswer::trajectory).toList();
    return prepared.isEmpty() ? List.of() : source.observe(trajectories, model.alpha(), top);
  }

  private static double mean(double[] values) {
    return new Aggregation.Mean().of(new TokenRewards(values));
  }

  private static double[] steps(SteppedAnswer answer, PreparedAnswer prepared, double[] values) {
    int[] ends = answer.tokenEnds(Objects.requireNonNull(prepared.said()).response());
    double[] rewards = new double[ends.length];
    for (int step = 0, from = 0; step < ends.length; from = ends[step++]) {
      rewards[step] = mean(Arrays.copyOfRange(values, from, ends[step]));
    }
    return rewards;
  }

  @Override
  public void close() {}
}

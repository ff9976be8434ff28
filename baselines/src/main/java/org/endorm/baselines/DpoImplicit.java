package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.row.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * The reward that preference optimisation leaves in a policy: β·(log π(y|x) − log π_ref(y|x)).
 *
 * <p>Each model reads the answer through its own template and tokenizer. Without a reference it is
 * β times {@link Likelihood}, and keeps the length and style prior that the reference would take
 * out.
 *
 * <p>Source: Rafailov et al., "Direct Preference Optimization", arXiv 2305.18290; for judging with
 * it Lambert et al., arXiv 2403.13787; without a reference, per token: Meng et al., "SimPO", arXiv
 * 2405.14734.
 *
 * @param policy log π, summed or per token
 * @param reference log π_ref, aggregated the same way; null for the reference-free form
 * @param beta above 0
 */
public record DpoImplicit(TracedReward policy, @Nullable TracedReward reference, double beta)
    implements RewardModel, StepRewardModel {
  /** The β of the paper's experiments. */
  public static final double DEFAULT_BETA = 0.1;

  public DpoImplicit {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta must be positive and finite, was " + beta);
    }
    Aggregation own = policy.aggregation();
    if (reference != null && !own.equals(reference.aggregation())) {
      throw new IllegalArgumentException("policy and reference must be aggregated alike");
    }
  }

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return joined(policy.judge(candidates), m -> m.judge(candidates), this::ratio);
  }

  @Override
  public List<StepJudgement> judgeSteps(List<SteppedAnswer> answers) {
    return joined(policy.judgeSteps(answers), m -> m.judgeSteps(answers), this::ratio);
  }

  /** Joins what the policy says with what the reference does, or with nothing. */
  private <J> List<J> joined(
      List<J> own, Function<TracedReward, List<J>> judge, BiFunction<J, @Nullable J, J> join) {
    List<J> others = reference == null ? null : judge.apply(reference);
    List<J> judgements = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      judgements.add(join.apply(own.get(i), others == null ? null : others.get(i)));
    }
    return judgements;
  }

  private Judgement ratio(Judgement own, @Nullable Judgement other) {
    if (!(own instanceof Judgement.Reward(double mine))) {
      return own;
    }
    return switch (other) {
      case null -> new Judgement.Reward(beta * mine);
      case Judgement.Reward(double theirs) -> new Judgement.Reward(beta * (mine - theirs));
      case Judgement.Refusal refusal -> refusal;
    };
  }

  private StepJudgement ratio(StepJudgement own, @Nullable StepJudgement other) {
    if (!(own instanceof StepJudgement.Rewards(double[] mine))) {
      return own;
    }
    return switch (other) {
      case null -> new StepJudgement.Rewards(differences(mine, new double[mine.length]));
      case StepJudgement.Rewards(double[] theirs) ->
          new StepJudgement.Rewards(differences(mine, theirs));
      case StepJudgement.Refusal refusal -> refusal;
    };
  }

  private double[] differences(double[] mine, double[] theirs) {
    double[] rewards = new double[mine.length];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = beta * (mine[i] - theirs[i]);
    }
    return rewards;
  }

  @Override
  public void close() {}
}

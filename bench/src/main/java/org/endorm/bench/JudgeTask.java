package org.endorm.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.endorm.reward.EndormException;
import org.endorm.scoring.Judge;
import org.endorm.scoring.PreferenceModel;
import org.endorm.scoring.RewardModel.Judgement;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.StepRewardModel.StepJudgement;
import org.endorm.scoring.row.Candidate;

/**
 * One judge's work on items of one kind.
 *
 * @param items at least one
 */
record JudgeTask(Judge judge, List<Item.Answered> items)
    implements Supplier<List<JudgeTask.Result>> {
  /** What came of one item. */
  record Result(Verdict verdict, List<Refusal> refusals) {}

  /**
   * Refuses a judge that cannot give what an item asks for.
   *
   * @throws UnfitJudgeException if so
   */
  static void requireFit(Judge judge, Item.Answered item) {
    if (item instanceof Item.Process
        && !(judge instanceof Judge.Rewarding(String n, StepRewardModel m))) {
      throw new UnfitJudgeException(judge.name(), "rewards of steps");
    }
  }

  /** The results in the order of the items. */
  @Override
  public List<Result> get() {
    return switch (items.getFirst()) {
      case Item.Process process -> steps(processes());
      case Item.Choice choice ->
          switch (judge) {
            case Judge.Rewarding rewarding -> rewards(rewarding, choices());
            case Judge.Comparing comparing -> margins(comparing, choices());
          };
    };
  }

  private List<Item.Choice> choices() {
    return items.stream().map(item -> (Item.Choice) item).toList();
  }

  private List<Item.Process> processes() {
    return items.stream().map(item -> (Item.Process) item).toList();
  }

  private List<Result> rewards(Judge.Rewarding rewarding, List<Item.Choice> choices) {
    List<Candidate> candidates = new ArrayList<>();
    choices.forEach(c -> c.answers().forEach(a -> candidates.add(a.candidate())));
    List<Judgement> judgements = rewarding.model().judge(candidates);
    List<Result> results = new ArrayList<>();
    int next = 0;
    for (Item.Choice choice : choices) {
      List<Refusal> refusals = new ArrayList<>();
      double[] values = new double[choice.answers().size()];
      for (int i = 0; i < values.length; i++) {
        String what = choice.answers().get(i).label();
        values[i] = number(choice, what, judgements.get(next++), refusals);
      }
      results.add(new Result(new Verdict.Rewards(values), refusals));
    }
    return results;
  }

  private List<Result> margins(Judge.Comparing comparing, List<Item.Choice> choices) {
    List<PreferenceModel.Contest> contests = new ArrayList<>();
    for (Item.Choice choice : choices) {
      for (Comparison c : choice.comparisons()) {
        Candidate better = choice.answers().get(c.better()).candidate();
        Candidate worse = choice.answers().get(c.worse()).candidate();
        contests.add(new PreferenceModel.Contest(better, worse));
      }
    }
    List<Judgement> judgements = comparing.model().compare(contests);
    List<Result> results = new ArrayList<>();
    int next = 0;
    for (Item.Choice choice : choices) {
      List<Refusal> refusals = new ArrayList<>();
      double[] values = new double[choice.comparisons().size()];
      for (int i = 0; i < values.length; i++) {
        String what = choice.comparisons().get(i).cell();
        values[i] = number(choice, what, judgements.get(next++), refusals);
      }
      results.add(new Result(new Verdict.Margins(values), refusals));
    }
    return results;
  }

  private double number(
      Item.Answered item, String what, Judgement judgement, List<Refusal> refusals) {
    switch (judgement) {
      case Judgement.Reward(double value) -> {
        if (Double.isFinite(value)) {
          return value;
        }
        refuse(item, what, "the reward is not a finite number", refusals);
      }
      case Judgement.Refusal(EndormException why) -> refuse(item, what, why.getMessage(), refusals);
    }
    return Double.NaN;
  }

  private List<Result> steps(List<Item.Process> processes) {
    StepRewardModel model = (StepRewardModel) ((Judge.Rewarding) judge).model();
    List<StepJudgement> judgements =
        model.judgeSteps(processes.stream().map(Item.Process::answer).toList());
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < judgements.size(); i++) {
      List<Refusal> refusals = new ArrayList<>();
      double[] values = steps(processes.get(i), judgements.get(i), refusals);
      results.add(new Result(new Verdict.Steps(values), refusals));
    }
    return results;
  }

  private double[] steps(Item.Process process, StepJudgement judgement, List<Refusal> refusals) {
    switch (judgement) {
      case StepJudgement.Rewards(double[] values) -> {
        if (Arrays.stream(values).allMatch(Double::isFinite)) {
          return values;
        }
        refuse(process, "steps", "a step's reward is not a finite number", refusals);
      }
      case StepJudgement.Refusal(EndormException why) ->
          refuse(process, "steps", why.getMessage(), refusals);
    }
    return new double[0];
  }

  private void refuse(Item.Answered item, String what, String message, List<Refusal> refusals) {
    refusals.add(new Refusal(judge.name(), item.key(), what, message));
  }
}

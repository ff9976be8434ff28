package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.endorm.reward.Aggregation;
import org.endorm.reward.EndormException;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trace;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.trace.TraceSource.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * A reward read token by token out of the trace of the answer itself, and so also a reward for each
 * of its steps.
 *
 * <p>Many such rewards can share one model, and one trace where its source remembers: this borrows
 * the model, and closing it closes nothing.
 *
 * @param model what prepares and traces; its own aggregation is not used
 */
public record TracedReward(EndogenousReward model, TokenReading reading, Aggregation aggregation)
    implements RewardModel, StepRewardModel {

  /** An answer with the rewards of its tokens. */
  public record Tokens(PreparedAnswer answer, TokenRewards rewards) {}

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return each(
        candidates,
        Function.identity(),
        (candidate, prepared, trace) ->
            new Judgement.Reward(reading.reward(prepared, trace, aggregation, model.alpha())),
        Judgement.Refusal::new);
  }

  /** The aggregate of each step's own tokens; a step that no token begins in refuses the answer. */
  @Override
  public List<StepJudgement> judgeSteps(List<SteppedAnswer> answers) {
    return each(
        answers,
        SteppedAnswer::candidate,
        (answer, prepared, trace) ->
            new StepJudgement.Rewards(
                steps(answer, new Tokens(prepared, reading.read(prepared, trace)))),
        StepJudgement.Refusal::new);
  }

  /**
   * The rewards of a single answer's tokens.
   *
   * @throws EndormException if it has none
   */
  public Tokens tokens(Candidate candidate) {
    PreparedAnswer answer = model.prepare(candidate);
    return new Tokens(answer, reading.read(answer, model.trace(List.of(answer)).getFirst()));
  }

  /** Makes a judgement of an answer's trace. */
  @FunctionalInterface
  private interface Judging<A, J> {
    J judge(A answer, PreparedAnswer prepared, Trace trace);
  }

  private <A, J> List<J> each(
      List<A> answers,
      Function<A, Candidate> candidate,
      Judging<A, J> judged,
      Function<EndormException, J> refused) {
    List<@Nullable J> judgements = new ArrayList<>(answers.size());
    List<PreparedAnswer> prepared = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (A answer : answers) {
      @Nullable J refusal = null; // Its place until the traces are there.
      try {
        prepared.add(model.prepare(candidate.apply(answer)));
        places.add(judgements.size());
      } catch (EndormException e) {
        refusal = refused.apply(e);
      }
      judgements.add(refusal);
    }
    List<Attempt> traces = prepared.isEmpty() ? List.of() : model.attempt(prepared);
    for (int i = 0; i < traces.size(); i++) {
      A answer = answers.get(places.get(i));
      judgements.set(places.get(i), judge(answer, prepared.get(i), traces.get(i), judged, refused));
    }
    return judgements.stream().map(Objects::requireNonNull).toList();
  }

  private <A, J> J judge(
      A answer,
      PreparedAnswer prepared,
      Attempt attempt,
      Judging<A, J> judged,
      Function<EndormException, J> refused) {
    try {
      return switch (attempt) {
        case Attempt.Told told -> judged.judge(answer, prepared, told.trace());
        case Attempt.Refused(EndormException why) -> refused.apply(why);
      };
    } catch (EndormException e) {
      return refused.apply(e);
    }
  }

  private double[] steps(SteppedAnswer answer, Tokens tokens) {
    if (tokens.answer().said() == null) {
      throw new IllegalArgumentException("an answer of ids has no text to find steps in");
    }
    int[] ends = answer.tokenEnds(tokens.answer().said().response());
    double[] rewards = new double[ends.length];
    for (int step = 0, from = 0; step < ends.length; from = ends[step++]) {
      double[] own = Arrays.copyOfRange(tokens.rewards().r(), from, ends[step]);
      rewards[step] = aggregation.of(new TokenRewards(own));
    }
    return rewards;
  }

  @Override
  public void close() {
    // Borrowed: whoever opened the model closes it.
  }
}

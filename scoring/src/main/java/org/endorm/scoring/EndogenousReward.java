package org.endorm.scoring;

import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.Aggregation;
import org.endorm.reward.EndormException;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.PolicyReward;
import org.endorm.reward.PolicyTrace;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.remote.ServerException;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.trace.TraceSource;
import org.endorm.text.EncodedTrajectory;

/**
 * The reward that a language model carries in its own logits: render → trace → invert → aggregate
 * (paper, Eq 11).
 *
 * @param traces the model; closed with this
 * @param encoder what turns text into the model's ids; closed with this
 * @param alpha the temperature α > 0
 */
public record EndogenousReward(
    TraceSource traces, AnswerEncoder encoder, double alpha, Aggregation aggregation)
    implements RewardModel {

  /**
   * Renders and tokenises a candidate, and checks that the model can take it.
   *
   * @throws EndormException if it cannot
   */
  public PreparedAnswer prepare(Candidate candidate) {
    PreparedAnswer prepared =
        switch (candidate) {
          case Candidate.Spoken spoken -> {
            Limits.of(traces).requirePlausible(spoken);
            yield render(spoken);
          }
          case Candidate.Exact exact -> new PreparedAnswer(exact.trajectory(), null);
        };
    Limits.of(traces).require(prepared.trajectory());
    if (!traces.tellsValues()) {
      PolicyReward.requireKnowable(alpha, prepared.trajectory().ending(), aggregation);
    }
    return prepared;
  }

  private PreparedAnswer render(Candidate.Spoken spoken) {
    EncodedTrajectory said =
        encoder.encode(spoken.conversation(), spoken.answer(), spoken.truncated());
    return new PreparedAnswer(said.trajectory(), said);
  }

  /** As {@link #trace}, but an answer that the model refuses leaves the others their traces. */
  public List<TraceSource.Attempt> attempt(List<PreparedAnswer> answers) {
    List<Trajectory> trajectories = answers.stream().map(PreparedAnswer::trajectory).toList();
    return traces.attempt(trajectories, alpha);
  }

  /** Traces prepared answers together; the result of each is its own. */
  public List<Trace> trace(List<PreparedAnswer> answers) {
    List<Trajectory> trajectories = answers.stream().map(PreparedAnswer::trajectory).toList();
    return traces.trace(trajectories, alpha);
  }

  /**
   * Reads the reward out of a trace.
   *
   * @throws EndormException if it is not finite, or cannot be known from what the model tells
   */
  public ScoredAnswer invert(PreparedAnswer answer, Trace trace) {
    return switch (trace) {
      case SoftQTrace soft -> {
        TokenRewards rewards = InverseSoftBellman.rewards(soft);
        yield new ScoredAnswer(answer, soft, aggregation.of(rewards), rewards);
      }
      case PolicyTrace policy -> {
        Trajectory.Ending ending = answer.trajectory().ending();
        double reward = PolicyReward.upToV1(policy, alpha, ending, aggregation);
        yield new ScoredAnswer(answer, policy, reward, null);
      }
    };
  }

  /**
   * As {@link #invert(PreparedAnswer, Trace)}.
   *
   * @throws EndormException also where there is no trace
   */
  public ScoredAnswer invert(PreparedAnswer answer, TraceSource.Attempt attempt) {
    return switch (attempt) {
      case TraceSource.Attempt.Told told -> invert(answer, told.trace());
      case TraceSource.Attempt.Refused refused -> throw refused.why();
    };
  }

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    List<Judgement> judgements = new ArrayList<>();
    List<PreparedAnswer> answers = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        answers.add(prepare(candidate));
        places.add(judgements.size());
        judgements.add(new Judgement.Reward(Double.NaN));
      } catch (ServerException e) {
        throw e; // No fault of the candidate.
      } catch (EndormException e) {
        judgements.add(new Judgement.Refusal(e));
      }
    }
    List<TraceSource.Attempt> traced = attempt(answers);
    for (int i = 0; i < traced.size(); i++) {
      judgements.set(places.get(i), judge(answers.get(i), traced.get(i)));
    }
    return judgements;
  }

  private Judgement judge(PreparedAnswer answer, TraceSource.Attempt attempt) {
    try {
      return new Judgement.Reward(invert(answer, attempt).reward());
    } catch (EndormException e) {
      return new Judgement.Refusal(e);
    }
  }

  @Override
  public void close() {
    try (traces) {
      encoder.close();
    }
  }
}

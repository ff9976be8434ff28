package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.endorm.reward.EndormException;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.PreparedAnswer;
import org.endorm.scoring.RewardModel.Judgement;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.trace.TraceSource.Attempt;

/**
 * Asks a model for the log-probabilities of several short answers for each thing to be judged, all
 * in one batch, so that what they share is computed once.
 */
final class Probes {
  private final EndogenousReward model;

  Probes(EndogenousReward model) {
    this.model = model;
  }

  /**
   * Judges each thing by log π of the probes made for it.
   *
   * @param probes the probes of a thing, the same number for each
   * @param reward of the probes' log π, shape [probes]
   */
  <T> List<Judgement> judge(
      List<T> things, Function<T, List<Candidate>> probes, Function<double[], Double> reward) {
    List<Judgement> judgements = new ArrayList<>();
    List<PreparedAnswer> prepared = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (T thing : things) {
      try {
        List<PreparedAnswer> own = probes.apply(thing).stream().map(model::prepare).toList();
        prepared.addAll(own);
        counts.add(own.size());
        judgements.add(new Judgement.Reward(Double.NaN));
      } catch (EndormException e) {
        counts.add(0);
        judgements.add(new Judgement.Refusal(e));
      }
    }
    List<Attempt> traces = prepared.isEmpty() ? List.of() : model.attempt(prepared);
    int next = 0;
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        judgements.set(i, judge(traces.subList(next, next + counts.get(i)), reward));
        next += counts.get(i);
      }
    }
    return judgements;
  }

  private static Judgement judge(List<Attempt> traces, Function<double[], Double> reward) {
    try {
      double[] logps = traces.stream().mapToDouble(Probes::logp).toArray();
      return new Judgement.Reward(reward.apply(logps));
    } catch (EndormException e) {
      return new Judgement.Refusal(e);
    }
  }

  private static double logp(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Told told -> InverseSoftBellman.logp(told.trace());
      case Attempt.Refused refused -> throw refused.why();
    };
  }
}

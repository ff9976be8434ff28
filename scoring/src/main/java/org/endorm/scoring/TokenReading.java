package org.endorm.scoring;

import org.endorm.reward.Aggregation;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.PolicyReward;
import org.endorm.reward.PolicyTrace;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trace;
import org.endorm.scoring.row.RowException;

/** A way to read a reward for each token out of the trace of an answer. */
@FunctionalInterface
public interface TokenReading {
  /** The inverse soft Bellman operator (paper, Eq 11). */
  TokenReading ENDOGENOUS =
      new TokenReading() {
        @Override
        public TokenRewards read(PreparedAnswer answer, Trace trace) {
          return InverseSoftBellman.rewards(requireValues(trace));
        }

        /** Of a remote model what log-probabilities alone determine, up to V(s₁). */
        @Override
        public double reward(
            PreparedAnswer answer, Trace trace, Aggregation aggregation, double alpha) {
          return switch (trace) {
            case SoftQTrace soft -> aggregation.of(read(answer, trace));
            case PolicyTrace policy ->
                PolicyReward.upToV1(policy, alpha, answer.trajectory().ending(), aggregation);
          };
        }
      };

  /** log π(a_t|s_t). */
  TokenReading LOG_PROBABILITY =
      (answer, trace) -> new TokenRewards(InverseSoftBellman.tokenLogps(trace));

  /**
   * The rewards of the answer's tokens, shape [T].
   *
   * @throws org.endorm.reward.EndormException if they cannot be known, or are not finite
   */
  TokenRewards read(PreparedAnswer answer, Trace trace);

  /**
   * The reward of the whole answer.
   *
   * @param alpha the temperature of the trace
   * @throws org.endorm.reward.EndormException if it cannot be known, or is not finite
   */
  default double reward(PreparedAnswer answer, Trace trace, Aggregation aggregation, double alpha) {
    return aggregation.of(read(answer, trace));
  }

  /**
   * A trace that holds values.
   *
   * @throws RowException if a remote model gave it
   */
  static SoftQTrace requireValues(Trace trace) {
    return switch (trace) {
      case SoftQTrace soft -> soft;
      case PolicyTrace policy ->
          throw new RowException(
              RowException.Kind.REMOTE,
              "rewards of single tokens need state values, which a remote model does not tell");
    };
  }
}

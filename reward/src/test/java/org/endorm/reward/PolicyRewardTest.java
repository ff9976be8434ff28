package org.endorm.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.endorm.reward.Trajectory.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRewardTest {
  private final PolicyTrace trace = new PolicyTrace(new double[] {-0.5, -1.25});
  private static final Aggregation SUM = new Aggregation.Sum();

  @Test
  void sumOfAnEndedAnswerAtAlphaOneIsItsLogProbability() {
    assertThat(PolicyReward.upToV1(trace, 1, Ending.ENDED, SUM)).isEqualTo(-1.75);
  }

  @Test
  void otherTemperaturesAreRefused() {
    UnknowableRewardException e =
        catchThrowableOfType(
            UnknowableRewardException.class,
            () -> PolicyReward.upToV1(trace, 0.5, Ending.ENDED, SUM));
    assertThat(e)
        .hasMessage(
            "the reward of alpha 0.5 cannot be known from log-probabilities, "
                + "only the sum of an ended answer at alpha 1");
    assertThat(e.request()).isEqualTo("alpha 0.5");
  }

  @Test
  void truncatedAnswersAreRefused() {
    assertThatThrownBy(() -> PolicyReward.upToV1(trace, 1, Ending.TRUNCATED, SUM))
        .isInstanceOf(UnknowableRewardException.class)
        .hasMessageContaining("a truncated answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "discounted", "min", "last", "median", "clipped"})
  void otherAggregatesAreRefused(String name) {
    Aggregation aggregation = Aggregation.parse(name, null, 0.0);
    assertThatThrownBy(() -> PolicyReward.upToV1(trace, 1, Ending.ENDED, aggregation))
        .isInstanceOf(UnknowableRewardException.class)
        .hasMessageContaining("the aggregate " + name);
  }

  @Test
  void aLogProbabilityThatIsNotFiniteIsAnError() {
    PolicyTrace masked = new PolicyTrace(new double[] {-1, Double.NEGATIVE_INFINITY});
    assertThatThrownBy(() -> PolicyReward.upToV1(masked, 1, Ending.ENDED, SUM))
        .isInstanceOf(NonFiniteRewardException.class)
        .hasMessage("the log-probability of response token 1 is -Infinity");
  }
}

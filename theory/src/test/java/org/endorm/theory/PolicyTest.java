package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.junit.jupiter.api.Test;

class PolicyTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  @Test
  void probabilityOfAnAnswerIsTheProductOfItsTokens() {
    double logp = model.policy().logProbability(mdp.answers().get(2));
    assertThat(logp).isCloseTo(Math.log(2.0 / 3 / 4), within(ROUNDING));
  }

  @Test
  void distanceIsTheLargestDifferenceOfLogProbabilities() {
    Policy other = Policy.softmax(new double[][] {{0, Math.log(2)}, {0, 0}}, 1);
    // 1/4 against 1/2 is further apart than 3/4 against 1/2.
    assertThat(model.policy().distance(other)).isCloseTo(Math.log(2), within(ROUNDING));
    assertThat(other.distance(model.policy())).isCloseTo(Math.log(2), within(ROUNDING));
    assertThat(other.distance(other)).isZero();
  }

  @Test
  void probabilitiesSumToOne() {
    assertThatThrownBy(() -> new Policy(new double[][] {{0}, {Math.log(0.5), Math.log(0.25)}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the probabilities of state 1 sum to 0.75");
    assertThatThrownBy(() -> new Policy(new double[][] {{0, 0}})).hasMessageContaining("sum to 2");
    assertThatThrownBy(() -> new Policy(new double[][] {{Double.NaN}})).hasMessageContaining("NaN");
  }

  @Test
  void answersMatchStatesAndActions() {
    assertThatThrownBy(() -> new Answer(new int[] {0, 1}, new int[] {1}))
        .hasMessage("an answer needs one action for each of its states, had 2 and 1");
    assertThatThrownBy(() -> new Answer(new int[0], new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
    int[] states = {0};
    int[] actions = {1};
    Answer answer = new Answer(states, actions);
    states[0] = 9;
    actions[0] = 9;
    assertThat(answer.states()).containsExactly(0);
    assertThat(answer.actions()).containsExactly(1);
    assertThat(answer.length()).isEqualTo(1);
    assertThat(answer).hasToString("Answer[1]");
  }
}

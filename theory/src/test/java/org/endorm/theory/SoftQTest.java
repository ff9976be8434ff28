package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.LOGITS;
import static org.endorm.theory.SmallMdp.MDP;
import static org.endorm.theory.SmallMdp.MODEL;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.endorm.reward.SoftQTrace;
import org.junit.jupiter.api.Test;

class SoftQTest {
  @Test
  void valuesAndPolicy() {
    assertThat(MODEL.v(0)).isCloseTo(Math.log(3), within(ROUNDING));
    assertThat(MODEL.v(1)).isCloseTo(Math.log(4), within(ROUNDING));
    assertThat(MODEL.v(TokenMdp.END)).isZero();
    assertThat(MODEL.q(0, 1)).isEqualTo(Math.log(2));
    assertThat(MODEL.policy().probability(0, 1)).isCloseTo(2.0 / 3, within(ROUNDING));
    assertThat(MODEL.policy().probability(1, 0)).isCloseTo(0.75, within(ROUNDING));
    assertThat(MODEL.alpha()).isEqualTo(1);
    assertThat(MODEL.mdp()).isSameAs(MDP);
  }

  @Test
  void rewardsAreReadOutByTheOperator() {
    double[][] r = MODEL.rewards();
    assertThat(r[0]).containsExactly(new double[] {0, Math.log(0.5)}, within(ROUNDING));
    assertThat(r[1]).containsExactly(new double[] {Math.log(3), 0}, within(ROUNDING));
  }

  @Test
  void rewardOfAnAnswer() {
    // Token 1, then token 0: log 2 − log 4 + log 3.
    Answer answer = MDP.answers().get(1);
    assertThat(MODEL.tokenRewards(answer).r())
        .containsExactly(new double[] {Math.log(0.5), Math.log(3)}, within(ROUNDING));
    assertThat(MODEL.reward(answer)).isCloseTo(Math.log(1.5), within(ROUNDING));
    assertThat(MODEL.trace(answer).vEnd()).isZero();
    assertThat(MODEL.trace(answer).v()[1]).isEqualTo(MODEL.v(1));
  }

  @Test
  void anAnswerCutShortKeepsTheValueItWasCutAt() {
    SoftQTrace cut = MODEL.truncatedTrace(MDP.answers().get(1), 1);
    assertThat(cut.q()).containsExactly(Math.log(2));
    assertThat(cut.v()).containsExactly(MODEL.v(0));
    assertThat(cut.vEnd()).isEqualTo(MODEL.v(1));
    assertThat(cut.alpha()).isEqualTo(1);
  }

  @Test
  void temperatureScalesThePolicy() {
    SoftQ warm = new SoftQ(MDP, 2, new double[][] {{0, 2 * Math.log(2)}, {0, 0}});
    assertThat(warm.policy().probability(0, 1)).isCloseTo(2.0 / 3, within(ROUNDING));
    assertThat(warm.v(1)).isCloseTo(2 * Math.log(2), within(ROUNDING));
  }

  @Test
  void aPolicysOwnLogitsHaveValueZero() {
    SoftQ normalised = SoftQ.of(MDP, 2, MODEL.policy());
    assertThat(normalised.q(0, 1)).isCloseTo(2 * Math.log(2.0 / 3), within(ROUNDING));
    assertThat(normalised.v(0)).isCloseTo(0, within(ROUNDING));
    assertThat(normalised.policy().distance(MODEL.policy())).isLessThan(ROUNDING);
  }

  @Test
  void constantsMoveValuesAndNotThePolicy() {
    SoftQ shifted = MODEL.shifted(new double[] {5, -3});
    assertThat(shifted.q(0, 0)).isEqualTo(5);
    assertThat(shifted.v(1)).isCloseTo(Math.log(4) - 3, within(ROUNDING));
    assertThat(shifted.policy().distance(MODEL.policy())).isLessThan(ROUNDING);
    assertThat(MODEL.q(0, 0)).isZero();
  }

  @Test
  void copiesAndChecksItsLogits() {
    double[][] q = {{0, 0}, {0, 0}};
    SoftQ model = new SoftQ(MDP, 1, q);
    q[0][0] = 9;
    assertThat(model.q(0, 0)).isZero();
    assertThatThrownBy(() -> new SoftQ(MDP, 1, new double[][] {{0, Double.NaN}, {0, 0}}))
        .hasMessage("the logit of token id 1 is NaN");
    assertThatThrownBy(() -> new SoftQ(MDP, 1, new double[][] {{0, 0}}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LOGITS[0][0]).isZero();
  }
}

package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.LOGITS;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.endorm.reward.SoftQTrace;
import org.junit.jupiter.api.Test;

class SoftQTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  @Test
  void valuesAndPolicy() {
    assertThat(model.v(0)).isCloseTo(Math.log(3), within(ROUNDING));
    assertThat(model.v(1)).isCloseTo(Math.log(4), within(ROUNDING));
    assertThat(model.v(TokenMdp.END)).isZero();
    assertThat(model.q(0, 1)).isEqualTo(Math.log(2));
    assertThat(model.policy().probability(0, 1)).isCloseTo(2.0 / 3, within(ROUNDING));
    assertThat(model.policy().probability(1, 0)).isCloseTo(0.75, within(ROUNDING));
    assertThat(model.alpha()).isEqualTo(1);
    assertThat(new SoftQ(mdp, 1, LOGITS).mdp()).isSameAs(mdp);
  }

  @Test
  void rewardsAreReadOutByTheOperator() {
    double[][] r = model.rewards();
    assertThat(r[0]).containsExactly(new double[] {0, Math.log(0.5)}, within(ROUNDING));
    assertThat(r[1]).containsExactly(new double[] {Math.log(3), 0}, within(ROUNDING));
  }

  @Test
  void rewardOfAnAnswer() {
    // Token 1, then token 0: log 2 − log 4 + log 3.
    Answer answer = mdp.answers().get(1);
    assertThat(model.tokenRewards(answer).r())
        .containsExactly(new double[] {Math.log(0.5), Math.log(3)}, within(ROUNDING));
    assertThat(model.reward(answer)).isCloseTo(Math.log(1.5), within(ROUNDING));
    assertThat(model.trace(answer).vEnd()).isZero();
    assertThat(model.trace(answer).v()[1]).isEqualTo(model.v(1));
  }

  @Test
  void anAnswerCutShortKeepsTheValueItWasCutAt() {
    SoftQTrace cut = model.truncatedTrace(mdp.answers().get(1), 1);
    assertThat(cut.q()).containsExactly(Math.log(2));
    assertThat(cut.v()).containsExactly(model.v(0));
    assertThat(cut.vEnd()).isEqualTo(model.v(1));
    assertThat(cut.alpha()).isEqualTo(1);
  }

  @Test
  void temperatureScalesThePolicy() {
    SoftQ warm = new SoftQ(mdp, 2, new double[][] {{0, 2 * Math.log(2)}, {0, 0}});
    assertThat(warm.policy().probability(0, 1)).isCloseTo(2.0 / 3, within(ROUNDING));
    assertThat(warm.v(1)).isCloseTo(2 * Math.log(2), within(ROUNDING));
  }

  @Test
  void aPolicysOwnLogitsHaveValueZero() {
    SoftQ normalised = SoftQ.of(mdp, 2, model.policy());
    assertThat(normalised.q(0, 1)).isCloseTo(2 * Math.log(2.0 / 3), within(ROUNDING));
    assertThat(normalised.v(0)).isCloseTo(0, within(ROUNDING));
    assertThat(normalised.policy().distance(model.policy())).isLessThan(ROUNDING);
  }

  @Test
  void constantsMoveValuesAndNotThePolicy() {
    SoftQ shifted = model.shifted(new double[] {5, -3});
    assertThat(shifted.q(0, 0)).isEqualTo(5);
    assertThat(shifted.v(1)).isCloseTo(Math.log(4) - 3, within(ROUNDING));
    assertThat(shifted.policy().distance(model.policy())).isLessThan(ROUNDING);
    assertThat(model.q(0, 0)).isZero();
  }

  @Test
  void copiesAndChecksItsLogits() {
    double[][] q = {{0, 0}, {0, 0}};
    SoftQ model = new SoftQ(mdp, 1, q);
    q[0][0] = 9;
    assertThat(model.q(0, 0)).isZero();
    assertThatThrownBy(() -> new SoftQ(mdp, 1, new double[][] {{0, Double.NaN}, {0, 0}}))
        .hasMessage("the logit of token id 1 is NaN");
    assertThatThrownBy(() -> new SoftQ(mdp, 1, new double[][] {{0, 0}}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LOGITS[0][0]).isZero();
  }
}

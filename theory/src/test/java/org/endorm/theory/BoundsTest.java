package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.junit.jupiter.api.Test;

/** Both theorems' left and right sides, by hand. */
class BoundsTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  private final TokenMdp coin = TokenMdp.fixedLength(2, 1);

  private SoftQ coin(double alpha, double logit) {
    return new SoftQ(coin, alpha, new double[][] {{logit, 0}});
  }

  @Test
  void preferenceBoundOfTwoCoins() {
    // Margins log 3 and −log 3: preferences 3/4 and 1/4. log-probabilities log 3/4 and log 1/4.
    ModelPair pair = new ModelPair(coin(1, Math.log(3)), coin(1, -Math.log(3)));
    PreferenceBound bound = PreferenceBound.measure(pair);
    assertThat(bound.measured()).isCloseTo(0.5, within(ROUNDING));
    assertThat(bound.epsilon()).isCloseTo(Math.log(3), within(ROUNDING));
    assertThat(bound.horizon()).isEqualTo(1);
    assertThat(bound.alpha()).isEqualTo(1);
    assertThat(bound.bound()).isCloseTo(Math.log(3) / 2, within(ROUNDING));
    // tanh(log 3 / 2) = (3 − 1)/(3 + 1): attained.
    assertThat(bound.sharpBound()).isCloseTo(0.5, within(ROUNDING));
    assertThat(bound.tightness()).isCloseTo(1 / Math.log(3), within(ROUNDING));
  }

  @Test
  void theBoundGrowsWithTemperatureAndHorizon() {
    PreferenceBound bound = new PreferenceBound(0.1, 2, 6, 0.05);
    assertThat(bound.bound()).isCloseTo(0.3, within(ROUNDING));
    assertThat(bound.tightness()).isCloseTo(1 / 3.0, within(ROUNDING));
    assertThat(new PreferenceBound(0, 1, 1, 0).tightness()).isZero();
  }

  @Test
  void variationIsOverAllPairs() {
    // Only the pair (1, 2) changes: from 1/2 to 3/4.
    double[] one = {0, 100, 100};
    double[] other = {0, 100, 100 - Math.log(3)};
    assertThat(PreferenceBound.largestVariation(one, other)).isCloseTo(0.25, within(ROUNDING));
    assertThat(PreferenceBound.largestVariation(other, one)).isCloseTo(0.25, within(ROUNDING));
    double[] first = {Math.log(3), 0};
    assertThat(PreferenceBound.largestVariation(first, new double[2])).isEqualTo(0.25);
    assertThat(PreferenceBound.largestVariation(new double[] {1}, new double[] {2})).isZero();
  }

  @Test
  void regretBoundByHand() {
    // Expert (1/3, 2/3) then (3/4, 1/4); the model even in state 0 and for token 1 in state 1.
    double[][] q = {{0, 0}, {0, Math.log(3)}};
    RegretBound bound = RegretBound.measure(new ModelPair(model, new SoftQ(mdp, 1, q)));
    // r*: 0, log 1/2 | log 3, 0.
    double log2 = Math.log(2);
    double log3 = Math.log(3);
    double expert = 2.0 / 3 * (-log2 + 0.75 * log3);
    double imitation = 0.5 * (-log2 + 0.25 * log3);
    assertThat(bound.imitationLoss()).isCloseTo(expert - imitation, within(ROUNDING));
    // r̂: 0, −log 4 | 0, log 3: stopping is best, for r* it gives 0.
    assertThat(bound.rlLoss()).isCloseTo(expert, within(ROUNDING));
    assertThat(bound.epsilon()).isCloseTo(log3, within(ROUNDING));
    // R = log 3 + log 2, H = 2: ε/4·R·6
    assertThat(bound.imitationBound()).isCloseTo(log3 / 4 * (log3 + log2) * 6, within(ROUNDING));
    // KL(π̂ ‖ π_E): ½·log 3/2 + ½·log 3/4 in state 0, then ½·(¼·log 1/3 + ¾·log 3).
    assertThat(bound.softImitationLoss())
        .isCloseTo(Math.log(9.0 / 8) / 2 + log3 / 4, within(ROUNDING));
    assertThat(bound.rlBound()).isCloseTo(4 * log3, within(ROUNDING));
  }

  @Test
  void anArgmaxBeatsTheExpertItWasReadFrom() {
    RegretBound bound = RegretBound.measure(new ModelPair(model, model));
    assertThat(bound.imitationLoss()).isZero();
    assertThat(bound.rlLoss()).isNegative();
    assertThat(bound.rlBound()).isZero();
  }

  @Test
  void theTwoSidesShareMdpAndTemperature() {
    assertThatThrownBy(() -> new ModelPair(coin(1, 0), coin(2, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expert and model differ in token MDP or temperature");
    assertThatThrownBy(() -> new ModelPair(coin(1, 0), model))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ModelPair(coin(3, 0), coin(3, 1)).alpha()).isEqualTo(3);
  }
}

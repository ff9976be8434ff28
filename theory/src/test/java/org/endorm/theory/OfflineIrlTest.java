package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.junit.jupiter.api.Test;

class OfflineIrlTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  /** Three answers: the first one half of the time, the others a quarter each. */
  private static final double[][] DATA = {{0.5, 0.5}, {0.25, 0.25}};

  private final OfflineIrl irl = new OfflineIrl(mdp, 2, DATA);

  @Test
  void objectiveByHand() {
    // E_D Σ r = 0.5·1 + 0.5·(−1) + 0.25·4 + 0.25·2, less the soft value.
    double[][] r = {{1, -1}, {4, 2}};
    double v1 = 2 * Math.log(Math.exp(2) + Math.exp(1));
    double v0 = 2 * Math.log(Math.exp(0.5) + Math.exp((v1 - 1) / 2));
    assertThat(irl.objective(r)).isCloseTo(1.5 - v0, within(ROUNDING));
  }

  @Test
  void likelihoodByHand() {
    double expected =
        (Math.log(1.0 / 3) + Math.log(2.0 / 3)) / 2 + (Math.log(0.75) + Math.log(0.25)) / 4;
    assertThat(irl.logLikelihood(model.policy())).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void gradientIsTheDerivative() {
    double[][] r = {{1, -1}, {4, 2}};
    double[][] gradient = irl.gradient(r);
    double step = 1e-5;
    for (int s = 0; s < 2; s++) {
      for (int a = 0; a < 2; a++) {
        r[s][a] += step;
        double up = irl.objective(r);
        r[s][a] -= 2 * step;
        double down = irl.objective(r);
        r[s][a] += step;
        // Central differences: the third derivative times step², and 1e-15 / step of rounding.
        assertThat(gradient[s][a]).isCloseTo((up - down) / (2 * step), within(1e-9));
      }
    }
  }

  @Test
  void crossEntropyOptimumHasTheFrequenciesOfTheData() {
    SoftQ optimum = irl.crossEntropyOptimum();
    assertThat(optimum.alpha()).isEqualTo(2);
    assertThat(optimum.q(1, 0)).isEqualTo(2 * Math.log(0.25));
    assertThat(optimum.policy().probability(0, 0)).isCloseTo(0.5, within(ROUNDING));
    assertThat(optimum.policy().probability(1, 1)).isCloseTo(0.5, within(ROUNDING));
  }

  @Test
  void oneStepOfAscentByHand() {
    SoftQ start = new SoftQ(mdp, 2, new double[][] {{0, 0}, {2 * Math.log(3), 0}});
    // State 0 fits; in state 1 the policy is (3/4, 1/4), the data (1/2, 1/2): −1/4 and +1/4.
    SoftQ next = irl.ascend(start, 0.1);
    assertThat(next.q(0, 0)).isCloseTo(0, within(ROUNDING));
    assertThat(next.q(1, 0)).isCloseTo(2 * Math.log(3) - 0.05, within(ROUNDING));
    assertThat(next.q(1, 1)).isCloseTo(0.05, within(ROUNDING));
  }

  @Test
  void dataAreCopied() {
    double[][] data = {{1, 0}, {0, 0}};
    OfflineIrl irl = new OfflineIrl(mdp, 1, data);
    double before = irl.objective(mdp.table());
    data[0][0] = 5;
    assertThat(irl.objective(new double[][] {{1, 1}, {1, 1}})).isNotEqualTo(before);
    assertThat(irl.gradient(mdp.table())[0][0]).isCloseTo(1 - 1.0 / 3, within(ROUNDING));
  }
}

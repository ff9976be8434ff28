package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentFitTest {
  private static final double ROUNDING = 1e-13;
  private static final double[] X = {1, 2, 4, 8};

  private static ExponentFit fit(double[]... y) {
    return ExponentFit.fit(X, y, new SplittableRandom(1));
  }

  @Test
  void aPowerLawIsFittedExactly() {
    ExponentFit fit = fit(new double[] {3, 12, 48, 192});
    assertThat(fit.exponent()).isCloseTo(2, within(ROUNDING));
    assertThat(fit.low()).isCloseTo(2, within(ROUNDING));
    assertThat(fit.high()).isCloseTo(2, within(ROUNDING));
  }

  @Test
  void leastSquaresByHand() {
    // log2 y = 0, 1, 1, 2 over 0, 1, 2, 3: slope (1.5 + 0 + 0 + 1.5) / 5
    assertThat(fit(new double[] {1, 2, 2, 4}).exponent()).isCloseTo(0.6, within(ROUNDING));
  }

  @Test
  void theIntervalHoldsMostResampledMeans() {
    // Slopes 1 and 3: the mean of two draws is 1, 2 or 3, the outer ones a quarter of the time
    // each.
    ExponentFit fit = fit(new double[] {1, 2, 4, 8}, new double[] {1, 8, 64, 512});
    assertThat(fit.exponent()).isCloseTo(2, within(ROUNDING));
    assertThat(fit.low()).isCloseTo(1, within(ROUNDING));
    assertThat(fit.high()).isCloseTo(3, within(ROUNDING));
  }

  @Test
  void theIntervalNarrowsWithTheRootOfTheInstances() {
    double[][] y = new double[400][];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 2 == 0 ? new double[] {1, 2, 4, 8} : new double[] {1, 8, 64, 512};
    }
    ExponentFit fit = fit(y);
    // Slopes 1 and 3 have deviation 1, the mean of 400 draws 1/20; 1.96 of these to each side.
    assertThat(fit.low()).isCloseTo(2 - 0.098, within(0.01));
    assertThat(fit.high()).isCloseTo(2 + 0.098, within(0.01));
    assertThat(fit.low()).isNotEqualTo(fit.high());
  }

  @Test
  void noPowerLawThroughZero() {
    assertThatThrownBy(() -> fit(new double[] {1, 0, 1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no power law through the value 0.0");
    assertThatThrownBy(() -> fit(new double[] {1, Double.NaN, 1, 1})).hasMessageContaining("NaN");
  }
}

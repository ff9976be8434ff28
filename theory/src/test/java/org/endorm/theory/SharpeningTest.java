package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Answers of the small MDP have probabilities 1/3, 1/2 and 1/6. */
class SharpeningTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  private static final double ROUNDING = 1e-13;

  @Test
  void softRlAtTheSameTemperatureChangesNothing() {
    SoftQ again = Sharpening.softRound(model, 1);
    assertThat(again.policy().distance(model.policy())).isLessThan(ROUNDING);
    assertThat(again.alpha()).isEqualTo(1);
  }

  @Test
  void softRlAtHalfTheTemperatureSquares() {
    // 1/9, 1/4, 1/36 over their sum 14/36
    Policy squared = Sharpening.softRound(model, 0.5).policy();
    assertThat(squared.logProbability(mdp.answers().get(0)))
        .isCloseTo(Math.log(4 / 14.0), within(ROUNDING));
    assertThat(squared.logProbability(mdp.answers().get(1)))
        .isCloseTo(Math.log(9 / 14.0), within(ROUNDING));
  }

  @Test
  void klToTheModelSharpens() {
    // β = α: the square. β = α/2: the cube, 1/27, 1/8, 1/216 over 36/216.
    assertThat(Sharpening.klRound(model, 1).policy().logProbability(mdp.answers().get(1)))
        .isCloseTo(Math.log(9 / 14.0), within(ROUNDING));
    assertThat(Sharpening.klRound(model, 0.5).policy().logProbability(mdp.answers().get(1)))
        .isCloseTo(Math.log(27 / 36.0), within(ROUNDING));
  }

  @Test
  void distanceFromAPower() {
    assertThat(Sharpening.distanceFromPower(model, model, 1)).isLessThan(ROUNDING);
    // Furthest is the last: 1/6 against 1/14.
    assertThat(Sharpening.distanceFromPower(model, model, 2))
        .isCloseTo(Math.log(14 / 6.0), within(ROUNDING));
  }

  @Test
  void entropyOfTheAnswers() {
    double expected = Math.log(3) / 3 + Math.log(2) / 2 + Math.log(6) / 6;
    assertThat(Sharpening.entropy(model)).isCloseTo(expected, within(ROUNDING));
  }
}

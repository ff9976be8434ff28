package org.endorm.theory.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.endorm.theory.ExponentFit;
import org.endorm.theory.report.Claim.Relation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
  @Test
  void boundsIncludeTheirEnds() {
    assertThat(Claim.atMost("c", 1, 1).holds()).isTrue();
    assertThat(Claim.atMost("c", 1.01, 1).holds()).isFalse();
    assertThat(Claim.atMost("c", -2, 1).holds()).isTrue();
    assertThat(Claim.atLeast("c", 1, 1).holds()).isTrue();
    assertThat(Claim.atLeast("c", 0.99, 1).holds()).isFalse();
    assertThat(Claim.atLeast("c", 3, 1).holds()).isTrue();
  }

  @Test
  void exponentsHoldWithinATwentieth() {
    assertThat(exponent(2).holds()).isTrue();
    assertThat(exponent(1.96).holds()).isTrue();
    assertThat(exponent(2.04).holds()).isTrue();
    assertThat(exponent(1.94).holds()).isFalse();
    assertThat(exponent(2.06).holds()).isFalse();
    assertThat(new Claim("c", 1.5, Relation.ABOUT, 1.4375, null).holds()).isFalse();
    assertThat(exponent(1.97).relation()).isEqualTo(Relation.ABOUT);
  }

  @Test
  void textsForPeople() {
    assertThat(exponent(1.97).measuredText()).isEqualTo("1.970 (1.870–2.070)");
    assertThat(exponent(1.97).boundText()).isEqualTo("≈ 2");
    assertThat(Claim.atMost("c", 0.25, 1e-9).measuredText()).isEqualTo("0.2500");
    assertThat(Claim.atMost("c", 0.25, 1e-9).boundText()).isEqualTo("≤ 1.00e-09");
    assertThat(Claim.atLeast("c", 0.25, 0.5).boundText()).isEqualTo("≥ 0.5000");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-12, -12",
    "999999, 999999",
    "1000000, 1.00e+06",
    "0.001, 0.0010",
    "0.00099, 9.90e-04",
    "-0.00099, -9.90e-04",
    "123.45678, 123.4568",
    "1234567.5, 1.23e+06",
    "1e300, 1.00e+300"
  })
  void numbersForPeople(double value, String text) {
    assertThat(Claim.number(value)).isEqualTo(text);
  }

  @Test
  void whatIsNotANumberWasNotMeasured() {
    assertThatThrownBy(() -> Claim.atMost("c", Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'c' measured NaN against 1.0");
    assertThatThrownBy(() -> Claim.atLeast("c", 1, Double.NEGATIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Claim exponent(double value) {
    return Claim.exponent("c", new ExponentFit(value, value - 0.1, value + 0.1), 2);
  }
}

package org.endorm.theory.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  private static Scale linear(double... values) {
    return Scale.over(List.of(values), false, 0, 100);
  }

  private static Scale log(double... values) {
    return Scale.over(List.of(values), true, 0, 100);
  }

  private static String names(Scale scale) {
    return String.join(" ", IntStream.range(0, scale.ticks()).mapToObj(scale::nameOfTick).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
    "0, 60, 0 10 20 30 40 50 60",
    "0, 40000, 0 10000 20000 30000 40000",
    "-0.3, 0.55, -0.4 -0.2 0.0 0.2 0.4 0.6",
    "2.1, 2.14, 2.10 2.11 2.12 2.13 2.14",
    "-10, 10, -10 -5 0 5 10",
    "0, 3.7, 0 1 2 3 4",
    "5, 5, 5.0000000 5.0000001",
  })
  void linearTicksAreRoundNumbers(double low, double high, String ticks) {
    String names = names(linear(low, high));
    if (low == high) {
      assertThat(names.split(" ")).hasSizeGreaterThan(1).contains("5.0000000");
    } else {
      assertThat(names).isEqualTo(ticks);
    }
  }

  @Test
  void logTicksArePowersOfTen() {
    assertThat(names(log(0.5, 30)))
        .isEqualTo(
            "10<tspan dy=\"-5\" font-size=\"10\">-1</tspan> 1 10 "
                + "10<tspan dy=\"-5\" font-size=\"10\">2</tspan>");
    assertThat(log(1e-12, 1).ticks()).isEqualTo(7);
    assertThat(log(1e-12, 1).step()).isEqualTo(2);
    assertThat(names(log(1, 1))).startsWith("1 10");
  }

  @Test
  void placesAreProportional() {
    Scale scale = Scale.over(List.of(new double[] {0}, new double[] {10}), false, 50, 250);
    assertThat(scale.place(0)).isEqualTo(50);
    assertThat(scale.place(10)).isEqualTo(250);
    assertThat(scale.place(2.5)).isEqualTo(100);
    assertThat(scale.placeOfTick(0)).isEqualTo(50);
    assertThat(scale.placeOfTick(scale.ticks() - 1)).isEqualTo(250);
  }

  @Test
  void placesMayRunDownwards() {
    Scale scale = Scale.over(List.of(new double[] {1, 100}), true, 200, 0);
    assertThat(scale.place(1)).isEqualTo(200);
    assertThat(scale.place(10)).isEqualTo(100);
    assertThat(scale.placeOfTick(1)).isEqualTo(100);
  }

  @Test
  void valuesThatAnAxisCannotShowAreLeftOut() {
    assertThat(log(-5, 0, 1, 10, Double.NaN).ticks()).isEqualTo(2);
    assertThat(linear(Double.POSITIVE_INFINITY, 0, 1).shows(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(linear(0, 1).shows(-3)).isTrue();
    assertThat(log(1, 10).shows(0)).isFalse();
    assertThat(log(1, 10).shows(0.1)).isTrue();
    assertThatThrownBy(() -> log(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a plot needs a value that its axis can show");
  }

  @Property
  void ticksEncloseTheValues(
      @ForAll @DoubleRange(min = -1e4, max = 1e4) double a,
      @ForAll @DoubleRange(min = -1e4, max = 1e4) double b) {
    Scale scale = linear(a, b);
    assertThat(scale.ticks()).isBetween(2, 7);
    for (double value : new double[] {a, b}) {
      assertThat(scale.place(value)).isBetween(-1e-6, 100 + 1e-6);
    }
    if (Math.abs(a - b) > 1e-3) {
      assertThat(Math.abs(scale.place(a) - scale.place(b))).isGreaterThan(100.0 / 7 - 1);
    }
    assertThat(scale.place(scale.low())).isCloseTo(0, within(1e-9));
  }
}

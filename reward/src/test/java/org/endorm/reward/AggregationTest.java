package org.endorm.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {
  /** A few roundings of numbers near 10. */
  private static final double ROUNDING = 1e-13;

  private final TokenRewards rewards = new TokenRewards(new double[] {4, -3, 1, 2});
  private final TokenRewards odd = new TokenRewards(new double[] {4, -3, 1});
  private final TokenRewards one = new TokenRewards(new double[] {-5});

  @ParameterizedTest
  @CsvSource({
    "sum, 4, 2, -5",
    "mean, 1, 0.6666666666666666, -5",
    // 4 - 3/2 + 1/4 + 2/8
    "discounted, 3, 2.75, -5",
    "min, -3, -3, -5",
    "last, 2, 1, -5",
    "median, 1.5, 1, -5",
    "clipped, 5.5, 3.5, -1.5",
  })
  void handWorkedValues(String name, double ofFour, double ofThree, double ofOne) {
    Aggregation aggregation = Aggregation.parse(name, 0.5, -1.5);
    assertThat(aggregation.of(rewards)).isCloseTo(ofFour, within(ROUNDING));
    assertThat(aggregation.of(odd)).isCloseTo(ofThree, within(ROUNDING));
    assertThat(aggregation.of(one)).isCloseTo(ofOne, within(ROUNDING));
  }

  @Test
  void parseKnowsEveryName() {
    assertThat(Aggregation.NAMES)
        .containsExactly("sum", "mean", "discounted", "min", "last", "median", "clipped")
        .allSatisfy(n -> assertThat(Aggregation.parse(n, null, 0.0).name()).isEqualTo(n));
  }

  @Test
  void gammaHasADefaultAndFloorHasNone() {
    assertThat(Aggregation.parse("discounted", null, null))
        .isEqualTo(new Aggregation.Discounted(0.99));
    assertThat(Aggregation.parse("discounted", 0.9, null))
        .isEqualTo(new Aggregation.Discounted(0.9));
    assertThat(Aggregation.parse("clipped", null, -2.0)).isEqualTo(new Aggregation.Clipped(-2));
    assertThatThrownBy(() -> Aggregation.parse("clipped", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the aggregate clipped needs a floor");
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> Aggregation.parse("average", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown aggregate 'average'; known are "
                + "sum, mean, discounted, min, last, median, clipped");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void gammaIsBetweenZeroAndOne(double gamma) {
    assertThatThrownBy(() -> new Aggregation.Discounted(gamma))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma must be between 0 and 1, was " + gamma);
  }

  @Test
  void theEndsOfGammaAreTheFirstTokenAndTheSum() {
    assertThat(new Aggregation.Discounted(0).of(rewards)).isEqualTo(4);
    assertThat(new Aggregation.Discounted(1).of(rewards)).isEqualTo(4);
    assertThat(new Aggregation.Discounted(0).of(odd)).isEqualTo(4);
    assertThat(new Aggregation.Discounted(1).of(odd)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NEGATIVE_INFINITY, Double.NaN})
  void floorIsFinite(double floor) {
    assertThatThrownBy(() -> new Aggregation.Clipped(floor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("floor must be finite, was " + floor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean", "discounted", "median", "clipped"})
  void overflowIsAnErrorNotInfinity(String name) {
    TokenRewards huge = new TokenRewards(new double[] {1.7e308, 1.7e308});
    Aggregation aggregation = Aggregation.parse(name, 1.0, 0.0);
    assertThatThrownBy(() -> aggregation.of(huge)).isInstanceOf(NonFiniteRewardException.class);
  }

  @Test
  void medianLeavesTheRewardsInTheirOrder() {
    new Aggregation.Median().of(odd);
    assertThat(odd.r()).containsExactly(4, -3, 1);
  }

  @Property
  void orderOfTheAggregates(@ForAll @Size(min = 1, max = 12) double[] values) {
    TokenRewards rewards = bounded(values);
    double min = new Aggregation.Min().of(rewards);
    assertThat(new Aggregation.Mean().of(rewards)).isGreaterThanOrEqualTo(min - ROUNDING);
    assertThat(new Aggregation.Median().of(rewards)).isGreaterThanOrEqualTo(min);
    assertThat(new Aggregation.Last().of(rewards)).isGreaterThanOrEqualTo(min);
    assertThat(new Aggregation.Clipped(-1).of(rewards))
        .isGreaterThanOrEqualTo(rewards.sum() - ROUNDING * 10);
    assertThat(new Aggregation.Clipped(-100).of(rewards)).isEqualTo(rewards.sum());
  }

  @Property
  void discountedChainsOverACut(
      @ForAll @Size(min = 2, max = 12) double[] values,
      @ForAll @DoubleRange(min = 0, max = 1) double gamma) {
    double[] r = bounded(values).r();
    Aggregation aggregation = new Aggregation.Discounted(gamma);
    double tail = aggregation.of(new TokenRewards(Arrays.copyOfRange(r, 1, r.length)));
    assertThat(aggregation.of(new TokenRewards(r)))
        .isCloseTo(r[0] + gamma * tail, within(ROUNDING * 10));
  }

  private static TokenRewards bounded(double[] values) {
    return new TokenRewards(Arrays.stream(values).map(x -> Math.IEEEremainder(x, 20)).toArray());
  }
}

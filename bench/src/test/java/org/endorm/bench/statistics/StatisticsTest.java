package org.endorm.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Verdict;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final double EXACT = 1e-12;

  /** Bisection stops at a relative width of 1e-12; the fitted values below are of order 1. */
  private static final double FITTED = 1e-9;

  /** The approximation of erfc has a relative error of 1.2e-7. */
  private static final double ERFC = 1e-6;

  private static final ToDoubleFunction<List<Judged>> ACCURACY =
      judged -> judged.stream().mapToDouble(j -> j.won(0) ? 1 : 0).average().orElse(Double.NaN);

  private static List<Judged> pairs(double... margins) {
    List<Judged> judged = new ArrayList<>();
    for (double margin : margins) {
      judged.add(Made.pair("i" + judged.size(), margin, 1, 1));
    }
    return judged;
  }

  @Test
  void mcNemarIsTheBinomialForSmallCounts() {
    // Of 10 discordant: P(at most 2) = (1 + 10 + 45)/1024, two sides.
    assertThat(new McNemar(8, 2).p()).isEqualTo(2 * 56 / 1024.0, within(EXACT));
    assertThat(new McNemar(2, 8).p()).isEqualTo(2 * 56 / 1024.0, within(EXACT));
    assertThat(new McNemar(3, 3).p()).isEqualTo(1);
    assertThat(new McNemar(0, 0).p()).isEqualTo(1);
    assertThat(new McNemar(5, 0).p()).isEqualTo(2 / 32.0, within(EXACT));
  }

  @Test
  void mcNemarIsChiSquaredForLargeCounts() {
    // (|1100 − 1000| − 1)²/2100 = 4.66714…; P(χ²₁ > 4.66714) = erfc(√(4.66714/2)).
    assertThat(new McNemar(1100, 1000).p()).isEqualTo(0.0307450, within(ERFC));
    assertThat(new McNemar(1000, 1000).p()).isEqualTo(1, within(ERFC));
  }

  @Test
  void mcNemarCountsWhatOnlyOneJudgeWins() {
    McNemar test = McNemar.of(pairs(1, 1, 0, -1, Double.NaN), pairs(1, -1, 1, -1, 1));
    assertThat(test).isEqualTo(new McNemar(1, 2));
  }

  @Test
  void bootstrapOfAConstantIsThatConstantAndSeeded() {
    List<Judged> all = pairs(1, 1, 1);
    Interval sure = new Bootstrap(all, 50, 1).of(all, ACCURACY);
    assertThat(sure).isEqualTo(new Interval(1, 1));
    List<Judged> mixed = pairs(1, -1, 1, -1, 1, 1, -1, 1, 1, 1);
    Interval once = new Bootstrap(mixed, 500, 7).of(mixed, ACCURACY);
    assertThat(once).isEqualTo(new Bootstrap(mixed, 500, 7).of(mixed, ACCURACY));
    // Binomial of 10 at .7: 2.5 % lies at .4, 97.5 % at 1.
    assertThat(once.low()).isBetween(0.3, 0.5);
    assertThat(once.high()).isBetween(0.9, 1.0);
  }

  @Test
  void bootstrapDrawsTheSamePromptsForBothJudges() {
    List<Judged> judged = pairs(1, -1, 1, -1, 1);
    Interval difference = new Bootstrap(judged, 200, 3).ofDifference(judged, judged, ACCURACY);
    assertThat(difference).isEqualTo(new Interval(0, 0));
  }

  @Test
  void bootstrapKeepsStrataAndNothingIsUnknown() {
    assertThat(new Bootstrap(List.of(), 5, 1).of(List.of(), ACCURACY)).isEqualTo(Interval.UNKNOWN);
    List<Judged> judged = new ArrayList<>();
    for (String id : List.of("1", "2", "3")) {
      Item.Choice a = Made.item(id, 1, 1);
      judged.add(Made.judged(new Item.Choice(id, "a", "a", a.answers(), a.comparisons()), 1, 0));
      judged.add(Made.pair(id, -1, 1, 1));
    }
    // All of one stratum are won and all of the other lost, so every resample has as many of each.
    assertThat(new Bootstrap(judged, 20, 1).of(judged, ACCURACY)).isEqualTo(new Interval(0.5, 0.5));
  }

  @Test
  void bootstrapPoolsPartsOfASinglePrompt() {
    Item.Choice a = Made.item("1", 1, 1);
    Item.Choice other = new Item.Choice("1", "a", "a", a.answers(), a.comparisons());
    List<Judged> judged = List.of(Made.judged(other, 1, 0), Made.pair("2", -1, 1, 1));
    assertThat(new Bootstrap(judged, 200, 1).of(judged, ACCURACY)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void tiesAreCountedAndHalved() {
    Ties ties = Ties.of(pairs(1, 0, -1, 0, Double.NaN));
    assertThat(ties).isEqualTo(new Ties(5, 1, 2, 1));
    assertThat(ties.strict()).isEqualTo(0.2);
    assertThat(ties.half()).isEqualTo(0.4);
    assertThat(ties.share()).isEqualTo(0.4);
    assertThat(Ties.of(List.of()).half()).isNaN();
  }

  @Test
  void holmCorrectsInSteps() {
    // Sorted .01 .02 .04 times 3, 2, 1; never below a smaller one's.
    assertThat(Holm.corrected(new double[] {0.04, 0.01, 0.02})).containsExactly(0.04, 0.03, 0.04);
    assertThat(Holm.corrected(new double[] {0.9, 0.8})).containsExactly(1, 1);
    assertThat(Holm.corrected(new double[0])).isEmpty();
  }

  @Test
  void quantilesAreLinear() {
    assertThat(Bootstrap.quantile(new double[] {1, 2, 3, 4, 5}, 0.5)).isEqualTo(3);
    assertThat(Bootstrap.quantile(new double[] {1, 3}, 0.25)).isEqualTo(1.5);
  }

  @Test
  void lengthEffectByHand() {
    LengthEffect effect =
        LengthEffect.of(
            List.of(
                Made.pair("1", 1, 9, 1), // right, longer
                Made.pair("2", -1, 9, 1), // wrong, longer is better
                Made.pair("3", 1, 2, 5), // right, shorter
                Made.pair("4", 1, 1, 5), // right, shorter
                Made.pair("5", 0, 4, 5), // undecided
                Made.pair("6", 1, 3, 3), // equally long
                Made.pair("7", Double.NaN, 9, 1)));
    assertThat(effect.longerIsBetter()).isEqualTo(2 / 5.0, within(EXACT));
    // Of four decided ones it picks the longer once.
    assertThat(effect.picksLonger()).isEqualTo(1 / 4.0, within(EXACT));
    assertThat(effect.decidedByLength()).isEqualTo(3 / 6.0, within(EXACT));
    assertThat(effect.whenLonger()).isEqualTo(0.5);
    assertThat(effect.whenShorter()).isEqualTo(2 / 3.0, within(EXACT));
    assertThat(effect.curve()).extracting(LengthEffect.Bin::n).containsOnly(1).hasSize(6);
    assertThat(effect.curve().getFirst().difference()).isEqualTo(-4);
    assertThat(LengthEffect.of(List.of()).picksLonger()).isNaN();
  }

  @Test
  void lengthRegressionTakesAPureLengthJudgeApart() {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int better = 1 + i % 7;
      int worse = 3 + i % 5;
      judged.add(
          Made.judged(Made.item("i" + i, better, worse), -2.0 * better + i, -2.0 * worse + i));
    }
    assertThat(LengthRegression.slope(judged)).isEqualTo(-2, within(EXACT));
    for (Judged one : LengthRegression.without(judged)) {
      assertThat(one.margin(0)).isEqualTo(0, within(1e-9));
    }
  }

  @Test
  void lengthRegressionOfPairsAndOfEqualLengths() {
    Item.Choice item = Made.item("1", 5, 3);
    Judged pair = new Judged(item, new Verdict.Margins(new double[] {4}));
    assertThat(LengthRegression.slope(List.of(pair))).isEqualTo(2, within(EXACT));
    assertThat(LengthRegression.slope(pairs(1, 2, 3))).isZero();
  }

  @Test
  void calibrationFitsTheLogitOfTheAccuracy() {
    // Three right of four at |m| = 1: σ(t) = ¾, t = ln 3; the other half agrees exactly.
    List<Judged> judged = Made.half(FixedHalf.FIRST, 1, 1, 1, -1);
    judged.addAll(Made.half(FixedHalf.SECOND, 1, -1, 1, 1));
    Calibration calibration = Calibration.of(judged);
    assertThat(calibration.scale()).isEqualTo(Math.log(3), within(FITTED));
    assertThat(calibration.ece()).isEqualTo(0, within(FITTED));
    assertThat(calibration.raw()).isEqualTo(0.75 - 1 / (1 + Math.exp(-1)), within(EXACT));
    assertThat(calibration.bins()).hasSize(1);
  }

  @Test
  void calibrationOfASingleClassAndOfNoise() {
    List<Judged> right = Made.half(FixedHalf.FIRST, 1, 2);
    right.addAll(Made.half(FixedHalf.SECOND, 1, -1));
    assertThat(Calibration.of(right).scale()).isInfinite();
    // Sure of everything, half right.
    assertThat(Calibration.of(right).ece()).isEqualTo(0.5, within(EXACT));
    List<Judged> wrong = Made.half(FixedHalf.FIRST, -1, -2);
    wrong.addAll(Made.half(FixedHalf.SECOND, 0, 0));
    assertThat(Calibration.of(wrong).scale()).isZero();
    assertThat(Calibration.of(wrong).ece()).isEqualTo(0, within(EXACT));
    assertThat(Calibration.of(List.of()).ece()).isNaN();
  }

  @Test
  void halvesPartitionTheItems() {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      judged.add(Made.pair("item" + i, 1, 1, 1));
    }
    int first = FixedHalf.FIRST.of(judged).size();
    assertThat(first + FixedHalf.SECOND.of(judged).size()).isEqualTo(400);
    assertThat(first).isBetween(160, 240);
  }
}

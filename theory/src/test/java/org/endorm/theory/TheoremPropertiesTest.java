package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.endorm.reward.BradleyTerry;

/** The paper's statements over any small token MDP, expert, model and temperature. */
class TheoremPropertiesTest {
  private static final int TRIES = 300;

  /** A hundred roundings of numbers up to 1e2. */
  private static final double ROUNDING = 1e-11;

  @Provide
  Arbitrary<ModelPair> pairs() {
    return RandomPairs.any();
  }

  @Property(tries = TRIES)
  void proposition1TheTwoObjectivesAreOne(@ForAll("pairs") ModelPair pair) {
    SoftQ model = pair.model();
    double[][] data = PolicyEvaluation.occupancy(pair.mdp(), pair.expert().policy());
    OfflineIrl irl = new OfflineIrl(pair.mdp(), pair.alpha(), data);
    assertThat(irl.objective(model.rewards()))
        .isCloseTo(pair.alpha() * irl.logLikelihood(model.policy()), within(ROUNDING));
  }

  @Property(tries = TRIES)
  void proposition1TheGradientVanishesAtTheCrossEntropyOptimum(@ForAll("pairs") ModelPair pair) {
    double[][] data = PolicyEvaluation.occupancy(pair.mdp(), pair.expert().policy());
    OfflineIrl irl = new OfflineIrl(pair.mdp(), pair.alpha(), data);
    double[][] optimum = irl.crossEntropyOptimum().rewards();
    for (double[] row : irl.gradient(optimum)) {
      assertThat(row).containsExactly(new double[row.length], within(ROUNDING));
    }
    double[][] elsewhere = pair.model().rewards();
    assertThat(irl.objective(elsewhere)).isLessThan(irl.objective(optimum));
    double largest = 0;
    for (double[] row : irl.gradient(elsewhere)) {
      largest = Math.max(largest, Arrays.stream(row).map(Math::abs).max().orElseThrow());
    }
    assertThat(largest).isGreaterThan(ROUNDING);
  }

  @Property(tries = TRIES)
  void proposition1LogitsWithOnePolicyGiveTheSamePreferences(
      @ForAll("pairs") ModelPair pair, @ForAll long seed) {
    SoftQ model = pair.model();
    double[] constants = new SplittableRandom(seed).doubles(pair.mdp().states(), -5, 5).toArray();
    SoftQ shifted = model.shifted(constants);
    assertThat(variation(model, shifted)).isLessThan(ROUNDING);
    for (Answer answer : pair.mdp().answers()) {
      double[] r = model.tokenRewards(answer).r();
      for (int t = 0; t < r.length; t++) {
        double after = t + 1 < r.length ? constants[answer.states()[t + 1]] : 0;
        r[t] += constants[answer.states()[t]] - after;
      }
      assertThat(shifted.tokenRewards(answer).r()).containsExactly(r, within(ROUNDING));
    }
  }

  @Property
  void proposition1GenRmIsTheNormalisedForm(
      @ForAll @DoubleRange(min = -30, max = 30) double yes,
      @ForAll @DoubleRange(min = -30, max = 30) double no,
      @ForAll @DoubleRange(min = -30, max = 30) double other,
      @ForAll @DoubleRange(min = 0.1, max = 5) double alpha) {
    TokenMdp verdict = TokenMdp.fixedLength(3, 1);
    SoftQ judge = new SoftQ(verdict, alpha, new double[][] {{yes, no, other}});
    double[] r = judge.rewards()[0];
    double pYes = judge.policy().probability(0, 0);
    double pNo = judge.policy().probability(0, 1);
    assertThat(BradleyTerry.sigmoid((r[0] - r[1]) / alpha))
        .isCloseTo(pYes / (pYes + pNo), within(ROUNDING));
  }

  @Property(tries = TRIES)
  void theorem1HoldsAlsoInItsSharpForm(@ForAll("pairs") ModelPair pair) {
    PreferenceBound bound = PreferenceBound.measure(pair);
    assertThat(bound.measured()).isLessThanOrEqualTo(bound.bound());
    assertThat(bound.measured()).isLessThanOrEqualTo(bound.sharpBound() + ROUNDING);
  }

  @Property(tries = TRIES)
  void theorem1IsAttained(
      @ForAll @IntRange(min = 1, max = 6) int horizon,
      @ForAll @DoubleRange(min = 0.1, max = 5) double alpha,
      @ForAll @DoubleRange(min = 0.01, max = 1) double epsilon) {
    PreferenceBound bound =
        PreferenceBound.measure(Instances.tightPreference(horizon, alpha, epsilon));
    assertThat(bound.epsilon()).isCloseTo(epsilon, within(ROUNDING));
    assertThat(bound.measured())
        .isCloseTo(Math.tanh(alpha * horizon * epsilon / 2), within(ROUNDING));
  }

  @Property(tries = TRIES)
  void theorem2LossesKeepToTheirBounds(@ForAll("pairs") ModelPair pair) {
    RegretBound bound = RegretBound.measure(pair);
    assertThat(Math.abs(bound.imitationLoss())).isLessThanOrEqualTo(bound.imitationBound());
    assertThat(bound.rlLoss()).isLessThanOrEqualTo(bound.rlBound());
  }

  @Property(tries = 12)
  void theorem2ImitationLosesFourTimesAsMuchOverTwiceTheHorizon(
      @ForAll @DoubleRange(min = 0.5, max = 2) double alpha,
      @ForAll @DoubleRange(min = 0.02, max = 0.5) double epsilon,
      @ForAll @IntRange(min = 16, max = 64) int branching) {
    double once =
        RegretBound.measure(Instances.deviation(512, alpha, 1e-8, branching, epsilon))
            .imitationLoss();
    double twice =
        RegretBound.measure(Instances.deviation(1024, alpha, 1e-8, branching, epsilon))
            .imitationLoss();
    // The toll for leaving itself, log 1e8 a step, is linear: a twentieth of the whole at most.
    assertThat(twice / once).isBetween(3.8, 4.0);
  }

  @Property(tries = 50)
  void theorem2RlLosesTwiceAsMuchOverTwiceTheHorizon(
      @ForAll @DoubleRange(min = 0.5, max = 2) double alpha,
      @ForAll @DoubleRange(min = 0.02, max = 0.2) double gap,
      @ForAll @IntRange(min = 1, max = 50) int horizon) {
    double[] gaps = new double[2 * horizon];
    Arrays.fill(gaps, gap * alpha);
    RegretBound twice = RegretBound.measure(Instances.nearTies(alpha, gaps));
    RegretBound once = RegretBound.measure(Instances.nearTies(alpha, Arrays.copyOf(gaps, horizon)));
    assertThat(once.rlLoss()).isPositive();
    assertThat(twice.rlLoss()).isCloseTo(2 * once.rlLoss(), within(ROUNDING));
    assertThat(once.rlLoss()).isGreaterThan(once.rlBound() / 3);
    assertThat(once.rlLoss()).isGreaterThan(once.imitationLoss());
  }

  @Property(tries = TRIES)
  void theorem2ASecondRoundAddsNothing(@ForAll("pairs") ModelPair pair) {
    SoftQ model = pair.model();
    SoftQ again = Sharpening.softRound(model, model.alpha());
    assertThat(again.policy().distance(model.policy())).isLessThan(ROUNDING);
    double[][] truth = pair.expert().rewards();
    Policy first = HardValueIteration.solve(pair.mdp(), model.rewards());
    SoftQ sharper = Sharpening.softRound(model, model.alpha() / 3);
    Policy second = HardValueIteration.solve(pair.mdp(), sharper.rewards());
    assertThat(PolicyEvaluation.expectedReturn(pair.mdp(), second, truth))
        .isCloseTo(PolicyEvaluation.expectedReturn(pair.mdp(), first, truth), within(ROUNDING));
  }

  private static double variation(SoftQ one, SoftQ other) {
    List<Answer> answers = one.mdp().answers();
    return PreferenceBound.largestVariation(
        answers.stream().mapToDouble(one::reward).toArray(),
        answers.stream().mapToDouble(other::reward).toArray());
  }
}

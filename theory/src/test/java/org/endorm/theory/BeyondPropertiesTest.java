package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.endorm.reward.Aggregation;
import org.endorm.reward.BradleyTerry;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.TokenRewards;

/** What the theory does not say, over any small token MDP, expert, model and temperature. */
class BeyondPropertiesTest {
  private static final int TRIES = 300;

  /** A hundred roundings of numbers up to 1e2. */
  private static final double ROUNDING = 1e-11;

  /** Far larger than any reward here, so that it decides every aggregate that it can move. */
  private static final double LARGE = 1e4;

  @Provide
  Arbitrary<ModelPair> pairs() {
    return RandomPairs.any();
  }

  @Provide
  Arbitrary<ModelPair> unequal() {
    return RandomPairs.ofUnequalLengths();
  }

  @Property(tries = TRIES)
  void aConstantOnOnePromptMovesItsPreferencesAgainstAllOthers(
      @ForAll("pairs") ModelPair pair, @ForAll @DoubleRange(min = -20, max = 20) double c) {
    SoftQ here = pair.expert();
    SoftQ there = pair.model();
    double[] constants = new double[pair.mdp().states()];
    constants[0] = c;
    SoftQ moved = there.shifted(constants);
    assertThat(moved.policy().distance(there.policy())).isLessThan(ROUNDING);
    Answer answer = pair.mdp().answers().getFirst();
    double margin = here.reward(answer) - there.reward(answer);
    assertThat(BradleyTerry.preference(here.reward(answer), moved.reward(answer)))
        .isCloseTo(BradleyTerry.sigmoid(margin - c), within(ROUNDING));
  }

  @Property(tries = TRIES)
  void aConstantOnTheStateOfTheCutMovesATruncatedAnswerOnly(
      @ForAll("unequal") ModelPair pair, @ForAll @DoubleRange(min = -20, max = 20) double c) {
    SoftQ model = pair.model();
    Answer answer = pair.mdp().answers().getLast();
    double[] constants = new double[pair.mdp().states()];
    constants[answer.states()[1]] = c;
    SoftQ moved = model.shifted(constants);
    assertThat(moved.reward(answer)).isCloseTo(model.reward(answer), within(ROUNDING));
    assertThat(cut(moved, answer)).isCloseTo(cut(model, answer) - c, within(ROUNDING));
  }

  private static double cut(SoftQ model, Answer answer) {
    return InverseSoftBellman.rewards(model.truncatedTrace(answer, 1)).sum();
  }

  @Property
  void yesAloneMovesWithAConstantThatNoProbabilityFeels(
      @ForAll @DoubleRange(min = -5, max = 5) double yes,
      @ForAll @DoubleRange(min = -5, max = 5) double no,
      @ForAll @DoubleRange(min = -20, max = 20) double c,
      @ForAll @DoubleRange(min = 0.1, max = 5) double alpha) {
    SoftQ judge = new SoftQ(TokenMdp.fixedLength(2, 1), alpha, new double[][] {{yes, no}});
    SoftQ louder = judge.shifted(new double[] {c});
    double[] before = judge.rewards()[0];
    double[] after = louder.rewards()[0];
    assertThat(after[0] - before[0]).isCloseTo(c, within(ROUNDING));
    assertThat(after[0] - after[1]).isCloseTo(before[0] - before[1], within(ROUNDING));
  }

  @Property(tries = TRIES)
  void everyAggregateButTheSumPrefersWhatConstantsWant(@ForAll("unequal") ModelPair pair) {
    SoftQ model = pair.model();
    for (String name : Aggregation.NAMES) {
      Aggregation aggregation = Aggregation.parse(name, 0.9, -1.0);
      double[] p = preferencesForTheLonger(model, aggregation);
      double low = Arrays.stream(p).min().orElseThrow();
      double high = Arrays.stream(p).max().orElseThrow();
      if (aggregation.ignoresLogitConstants()) {
        // Rewards of LARGE before they cancel: 1e4 times 2^-52, a few times.
        assertThat(high - low).as(name).isLessThan(1e-10);
      } else {
        assertThat(low).as(name).isLessThan(0.5);
        assertThat(high).as(name).isGreaterThan(0.5);
      }
    }
  }

  /**
   * P(last ≻ first answer) with constants that move every token of the last by LARGE, by −LARGE,
   * and with one on its second state alone.
   */
  private static double[] preferencesForTheLonger(SoftQ model, Aggregation aggregation) {
    Answer longer = model.mdp().answers().getLast();
    double[] up = new double[model.mdp().states()];
    for (int t = 0; t < longer.length(); t++) {
      up[longer.states()[t]] = (longer.length() - t) * LARGE;
    }
    double[] down = Arrays.stream(up).map(c -> -c).toArray();
    double[] second = new double[up.length];
    second[longer.states()[1]] = LARGE;
    return List.of(up, down, second).stream()
        .map(model::shifted)
        .mapToDouble(m -> preferenceForTheLonger(m, aggregation))
        .toArray();
  }

  private static double preferenceForTheLonger(SoftQ model, Aggregation aggregation) {
    TokenRewards longer = model.tokenRewards(model.mdp().answers().getLast());
    TokenRewards shorter = model.tokenRewards(model.mdp().answers().getFirst());
    return BradleyTerry.preference(aggregation.of(longer), aggregation.of(shorter));
  }

  @Property(tries = 50)
  void ofEquallyLikelyTokensTheSumPrefersTheFewer(
      @ForAll @IntRange(min = 2, max = 5) int vocabulary,
      @ForAll @IntRange(min = 2, max = 4) int horizon,
      @ForAll @DoubleRange(min = 0.1, max = 5) double alpha) {
    TokenMdp mdp = TokenMdp.withEndToken(vocabulary, horizon);
    SoftQ uniform = new SoftQ(mdp, alpha, mdp.table());
    double margin = alpha * (horizon - 1) * Math.log(vocabulary);
    assertThat(preferenceForTheLonger(uniform, new Aggregation.Sum()))
        .isCloseTo(BradleyTerry.sigmoid(-margin), within(ROUNDING));
  }

  @Property(tries = TRIES)
  void expertsWithTheOppositeGoalGiveTheOppositePreferences(@ForAll("pairs") ModelPair pair) {
    SoftQ wanted = pair.expert();
    double[][] opposite = wanted.rewards();
    for (double[] row : opposite) {
      Arrays.setAll(row, a -> -row[a]);
    }
    SoftQ expert = SoftValueIteration.solve(pair.mdp(), opposite, pair.alpha());
    assertMarginsAreMultiplied(wanted, expert, -1);
  }

  @Property(tries = TRIES)
  void expertsOfAnotherTemperatureGiveOtherMargins(
      @ForAll("pairs") ModelPair pair, @ForAll @DoubleRange(min = 0.2, max = 5) double ratio) {
    SoftQ wanted = pair.expert();
    SoftQ expert = Sharpening.softRound(wanted, wanted.alpha() / ratio);
    assertMarginsAreMultiplied(wanted, expert, ratio);
  }

  /** The experts' policy is fitted perfectly; what is read out of it is not what was wanted. */
  private static void assertMarginsAreMultiplied(SoftQ wanted, SoftQ expert, double factor) {
    List<Answer> answers = wanted.mdp().answers();
    for (Answer answer : answers) {
      double margin = wanted.reward(answer) - wanted.reward(answers.getFirst());
      assertThat(expert.reward(answer) - expert.reward(answers.getFirst()))
          .isCloseTo(factor * margin, within(10 * ROUNDING));
    }
  }

  @Property(tries = TRIES)
  void anArgmaxBeatsTheExpertThatItWasReadFrom(@ForAll("pairs") ModelPair pair) {
    RegretBound bound = RegretBound.measure(new ModelPair(pair.expert(), pair.expert()));
    assertThat(bound.rlLoss()).isNegative();
    assertThat(bound.imitationLoss()).isZero();
  }

  @Property(tries = TRIES)
  void withEntropyInJImitationLosesTheDivergenceOfItsAnswers(@ForAll("pairs") ModelPair pair) {
    Policy expert = pair.expert().policy();
    Policy model = pair.model().policy();
    double divergence = 0;
    for (Answer answer : pair.mdp().answers()) {
      double logp = model.logProbability(answer);
      divergence += Math.exp(logp) * (logp - expert.logProbability(answer));
    }
    RegretBound bound = RegretBound.measure(pair);
    assertThat(bound.softImitationLoss()).isCloseTo(pair.alpha() * divergence, within(ROUNDING));
    assertThat(bound.softImitationLoss()).isLessThanOrEqualTo(bound.rlBound() / 2);
  }

  @Property(tries = TRIES)
  void klSharpensInEveryRound(
      @ForAll("pairs") ModelPair pair, @ForAll @DoubleRange(min = 0.3, max = 5) double ratio) {
    SoftQ model = pair.model();
    double beta = ratio * model.alpha();
    double k = 1 + 1 / ratio;
    SoftQ once = Sharpening.klRound(model, beta);
    SoftQ twice = Sharpening.klRound(once, beta);
    // Powers up to 19 of log-probabilities down to about −30.
    assertThat(Sharpening.distanceFromPower(once, model, k)).isLessThan(100 * ROUNDING);
    assertThat(Sharpening.distanceFromPower(twice, model, k * k)).isLessThan(100 * ROUNDING);
    assertThat(Sharpening.entropy(once)).isLessThan(Sharpening.entropy(model));
    assertThat(Sharpening.entropy(twice)).isLessThan(Sharpening.entropy(once));
  }
}

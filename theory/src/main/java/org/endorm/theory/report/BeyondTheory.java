package org.endorm.theory.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.endorm.reward.Aggregation;
import org.endorm.reward.BradleyTerry;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.theory.Answer;
import org.endorm.theory.Instances;
import org.endorm.theory.PreferenceBound;
import org.endorm.theory.Sharpening;
import org.endorm.theory.SoftQ;
import org.endorm.theory.TokenMdp;
import org.endorm.theory.report.Plot.Axis;
import org.endorm.theory.report.Plot.Mark;
import org.endorm.theory.report.Plot.Series;

/** What the theory does not say, each as a counter-example that can be looked at. */
final class BeyondTheory {
  private static final double ROUNDING = 1e-9;

  /** Two preferences this far apart lie on different sides of one half. */
  private static final double REVERSED = 0.5;

  private static final int ROUNDS = 5;

  private final Draw draw;
  private final int instances;

  BeyondTheory(long seed, Effort effort) {
    this.draw = new Draw(seed, "Beyond");
    this.instances = Math.max(20, effort.instances() / 40);
  }

  Chapter run() {
    List<Claim> claims = new ArrayList<>();
    claims.addAll(constants());
    claims.addAll(aggregates());
    claims.addAll(experts());
    claims.addAll(sharpening());
    return new Chapter(
        "Beyond: what the theory does not say",
        "Logits with the same policy have ε = 0, yet token rewards, preferences across prompts and"
            + " every aggregate but the sum may differ. Experts who are not soft-optimal for what"
            + " we care about bound nothing. Each claim is a counter-example, and holds.",
        claims,
        List.of(shiftPlot(), roundsPlot()));
  }

  /** Constants added to the logits of states: the policy stays, ε = 0. */
  private List<Claim> constants() {
    double tokens = 0;
    double sums = Double.NEGATIVE_INFINITY;
    double prompts = 0;
    double truncated = 0;
    for (int i = 0; i < instances; i++) {
      SoftQ model = model();
      SoftQ shifted = model.shifted(constants(model.mdp(), 4));
      List<Answer> answers = model.mdp().answers();
      Answer longest = answers.getLast();
      double[] before = model.tokenRewards(longest).r();
      double[] after = shifted.tokenRewards(longest).r();
      tokens = Math.max(tokens, Math.abs(after[1] - before[1]));
      sums = Math.max(sums, variation(model, shifted, new Aggregation.Sum()));
      prompts = Math.max(prompts, acrossPrompts(model, shifted));
      truncated = Math.max(truncated, truncated(model, shifted));
    }
    String b = "Beyond: ";
    return List.of(
        Claim.atLeast(b + "logit constants (ε = 0) move token rewards, by up to", tokens, 1),
        Claim.atMost(
            b + "logit constants leave preferences by sum alone, apart by", sums, ROUNDING),
        Claim.atLeast(
            b + "logit constants can reverse preferences across prompts, by", prompts, REVERSED),
        Claim.atLeast(
            b + "logit constants can reverse truncated against ended, by", truncated, REVERSED),
        Claim.atLeast(b + "r(Yes) alone can prefer the worse candidate, P apart by", yes(), 0.2));
  }

  /** Answers to two prompts, of which the second one's states have the constants. */
  private static double acrossPrompts(SoftQ model, SoftQ shifted) {
    double here = model.reward(model.mdp().answers().getLast());
    Answer there = model.mdp().answers().getFirst();
    return PreferenceBound.largestVariation(
        new double[] {here, model.reward(there)}, new double[] {here, shifted.reward(there)});
  }

  /**
   * An answer cut after its first token, which keeps −V of its last state, against an ended one.
   */
  private static double truncated(SoftQ model, SoftQ shifted) {
    Answer longest = model.mdp().answers().getLast();
    Answer ended = model.mdp().answers().getFirst();
    return PreferenceBound.largestVariation(
        new double[] {cut(model, longest), model.reward(ended)},
        new double[] {cut(shifted, longest), shifted.reward(ended)});
  }

  private static double cut(SoftQ model, Answer answer) {
    return InverseSoftBellman.rewards(model.truncatedTrace(answer, 1)).sum();
  }

  /**
   * Two candidates for a judge of Yes and No: the second has the larger r(Yes) and the smaller
   * P(Yes).
   */
  private static double yes() {
    TokenMdp verdict = new TokenMdp(new int[][] {{TokenMdp.END, TokenMdp.END}});
    SoftQ better = new SoftQ(verdict, 1, new double[][] {{2, 0}});
    SoftQ worse = new SoftQ(verdict, 1, new double[][] {{3, 2.5}});
    boolean misled = worse.rewards()[0][0] > better.rewards()[0][0];
    double gap = better.policy().probability(0, 0) - worse.policy().probability(0, 0);
    return misled ? gap : 0;
  }

  /** Each aggregate but the sum reverses a preference though π̂ = π_E, where Theorem 1 allows 0. */
  private List<Claim> aggregates() {
    List<Claim> claims = new ArrayList<>();
    for (String name : Aggregation.NAMES.subList(1, Aggregation.NAMES.size())) {
      Aggregation aggregation = Aggregation.parse(name, 0.9, -1.0);
      double worst = 0;
      for (int i = 0; i < instances; i++) {
        SoftQ model = model();
        SoftQ shifted = model.shifted(constants(model.mdp(), 10));
        worst = Math.max(worst, variation(model, shifted, aggregation));
      }
      claims.add(
          Claim.atLeast(
              "Beyond: " + name + " can reverse a preference at ε = 0, by", worst, REVERSED));
    }
    claims.add(
        Claim.atLeast(
            "Beyond: sum prefers the shorter answer of equally likely tokens, P", shorter(), 0.9));
    return claims;
  }

  /** Uniform over three tokens: P(short ≻ long) = σ(3·log 3). */
  private static double shorter() {
    SoftQ uniform = new SoftQ(TokenMdp.withEndToken(3, 4), 1, TokenMdp.withEndToken(3, 4).table());
    List<Answer> answers = uniform.mdp().answers();
    return BradleyTerry.preference(
        uniform.reward(answers.getFirst()), uniform.reward(answers.getLast()));
  }

  /** Experts whose policy is not the soft-optimal one of the reward that we care about. */
  private List<Claim> experts() {
    double wrong = 0;
    double colder = 0;
    for (int i = 0; i < instances; i++) {
      SoftQ truth = model();
      SoftQ other = Instances.random(truth.mdp(), 1, 3, draw.random());
      wrong = Math.max(wrong, variation(truth, other, new Aggregation.Sum()));
      SoftQ atQuarter = Sharpening.softRound(truth, 0.25);
      colder = Math.max(colder, variation(truth, atQuarter, new Aggregation.Sum()));
    }
    return List.of(
        Claim.atLeast("Beyond: experts with another goal, fitted with ε = 0, D_TV", wrong, 0.9),
        Claim.atLeast(
            "Beyond: experts of another temperature, fitted with ε = 0, D_TV", colder, 0.1));
  }

  private List<Claim> sharpening() {
    double first = Double.NEGATIVE_INFINITY;
    double second = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < instances; i++) {
      SoftQ model = model();
      double beta = draw.logEven(0.5, 5);
      SoftQ once = Sharpening.klRound(model, beta);
      double k = 1 + model.alpha() / beta;
      first = Math.max(first, Sharpening.distanceFromPower(once, model, k));
      SoftQ twice = Sharpening.klRound(once, beta);
      second = Math.max(second, Sharpening.distanceFromPower(twice, model, k * k));
    }
    return List.of(
        Claim.atMost("Beyond: RL with KL to π̂ gives π̂^(1+α/β), log π apart by", first, ROUNDING),
        Claim.atMost(
            "Beyond: its second round sharpens again, π̂^((1+α/β)²), apart by", second, ROUNDING));
  }

  private SoftQ model() {
    return Instances.random(TokenMdp.withEndToken(3, 4), 1, 3, draw.random());
  }

  private double[] constants(TokenMdp mdp, double largest) {
    return draw.random().doubles(mdp.states(), -largest, largest).toArray();
  }

  private static double variation(SoftQ one, SoftQ other, Aggregation aggregation) {
    List<Answer> answers = one.mdp().answers();
    return PreferenceBound.largestVariation(
        answers.stream().mapToDouble(a -> aggregation.of(one.tokenRewards(a))).toArray(),
        answers.stream().mapToDouble(a -> aggregation.of(other.tokenRewards(a))).toArray());
  }

  /** Preference between two answers as a constant is added to one later state of the longer. */
  private Plot shiftPlot() {
    SoftQ model = Instances.random(TokenMdp.withEndToken(3, 4), 1, 1, draw.random());
    List<Answer> answers = model.mdp().answers();
    Answer longer = answers.getLast();
    Answer shorter = answers.get(1);
    double[] c = new double[81];
    Arrays.setAll(c, i -> -10 + i * 0.25);
    List<Series> series = new ArrayList<>();
    for (String name : Aggregation.NAMES) {
      Aggregation aggregation = Aggregation.parse(name, 0.9, -1.0);
      double[] p = new double[c.length];
      Arrays.setAll(p, i -> preference(model, longer, shorter, c[i], aggregation));
      series.add(new Series(name, name.equals("sum") ? Mark.DASHES : Mark.LINE, c, p));
    }
    return new Plot(
        "A constant that no policy can feel",
        "P(longer ≻ shorter) while c is added to all logits of the states that the longer answer"
            + " passes, s₁ included. The policy does not change; only the sum stands still.",
        Axis.linear("c"),
        Axis.linear("P(longer ≻ shorter)"),
        series);
  }

  private static double preference(
      SoftQ model, Answer longer, Answer shorter, double c, Aggregation aggregation) {
    double[] constants = new double[model.mdp().states()];
    for (int state : longer.states()) {
      constants[state] = c;
    }
    SoftQ shifted = model.shifted(constants);
    return BradleyTerry.preference(
        aggregation.of(shifted.tokenRewards(longer)),
        aggregation.of(shifted.tokenRewards(shorter)));
  }

  private Plot roundsPlot() {
    SoftQ model = Instances.random(TokenMdp.withEndToken(3, 4), 1, 1, draw.random());
    double[] rounds = new double[ROUNDS + 1];
    Arrays.setAll(rounds, i -> i);
    return new Plot(
        "What rounds of RL on one's own reward do",
        "Entropy of the policy after each round of RL on the reward read out of the last. Soft RL"
            + " at the same α stands still; a lower temperature, or KL in place of entropy,"
            + " sharpens in every round.",
        Axis.linear("round"),
        Axis.linear("entropy, nats"),
        List.of(
            rounds("soft RL at α", rounds, model, m -> Sharpening.softRound(m, 1)),
            rounds("soft RL at α/2", rounds, model, m -> Sharpening.softRound(m, 0.5)),
            rounds("KL, β = 2α", rounds, model, m -> Sharpening.klRound(m, 2)),
            rounds("KL, β = 8α", rounds, model, m -> Sharpening.klRound(m, 8))));
  }

  private static Series rounds(
      String name, double[] rounds, SoftQ start, UnaryOperator<SoftQ> round) {
    double[] entropy = new double[rounds.length];
    SoftQ model = start;
    for (int i = 0; i < entropy.length; i++) {
      entropy[i] = Sharpening.entropy(model);
      model = round.apply(model);
    }
    return new Series(name, Mark.LINE, rounds, entropy);
  }
}

package org.endorm.theory.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.endorm.theory.ExponentFit;
import org.endorm.theory.Instances;
import org.endorm.theory.ModelPair;
import org.endorm.theory.RegretBound;
import org.endorm.theory.Sharpening;
import org.endorm.theory.SoftQ;
import org.endorm.theory.report.Plot.Axis;
import org.endorm.theory.report.Plot.Mark;
import org.endorm.theory.report.Plot.Series;

/** Thm 2: imitation loses O(H²·ε), RL on r̂ only O(H·ε), and a second round adds nothing. */
final class TheoremTwo {
  private static final int SHORTEST_HORIZON = 256;
  private static final double ROUNDING = 1e-9;

  private final Draw draw;
  private final Effort effort;
  private final List<RegretBound> random = new ArrayList<>();
  private double softRound = Double.NEGATIVE_INFINITY;
  private double secondMaximiser = Double.NEGATIVE_INFINITY;

  TheoremTwo(long seed, Effort effort) {
    this.draw = new Draw(seed, "Theorem 2");
    this.effort = effort;
  }

  Chapter run() {
    for (int i = 0; i < effort.instances(); i++) {
      ModelPair pair = draw();
      random.add(RegretBound.measure(pair));
      if (i % 20 == 0) {
        secondRound(pair);
      }
    }
    double[] horizons = horizons();
    List<IntFunction<ModelPair>> leaving = draws(this::deviation);
    List<IntFunction<ModelPair>> tied = draws(this::nearTies);
    RegretBound[][] imitation = measure(leaving, horizons);
    RegretBound[][] rl = measure(tied, horizons);
    return new Chapter(
        "Theorem 2: imitation against RL on the reward read out",
        "J is the expert's true reward without entropy bonus. A policy that imitates can leave the"
            + " path a little too often and pay for all steps that remain: H². The hard maximiser"
            + " of the reward read out errs at most by what each token's reward is off: H. Losses"
            + " are signed, since an argmax can beat the expert; with the entropy counted,"
            + " imitation would lose but α·KL(π̂ ‖ π_E).",
        claims(horizons, imitation, rl),
        List.of(growth(horizons, imitation[0], rl[0]), signed()));
  }

  private ModelPair draw() {
    double alpha = draw.logEven(0.2, 5);
    double scale = alpha * draw.logEven(0.1, 3);
    double error = alpha * draw.logEven(0.02, 2);
    return Instances.random(draw.tree(), alpha, scale, error, draw.random());
  }

  private void secondRound(ModelPair pair) {
    SoftQ model = pair.model();
    SoftQ again = Sharpening.softRound(model, model.alpha());
    softRound = Math.max(softRound, Sharpening.distanceFromPower(again, model, 1));
    ModelPair sharper =
        new ModelPair(pair.expert(), Sharpening.softRound(model, model.alpha() / 2));
    double apart = RegretBound.measure(pair).rlLoss() - RegretBound.measure(sharper).rlLoss();
    secondMaximiser = Math.max(secondMaximiser, Math.abs(apart));
  }

  private double[] horizons() {
    int doublings = Integer.numberOfTrailingZeros(effort.longestHorizon() / SHORTEST_HORIZON);
    double[] horizons = new double[doublings + 1];
    Arrays.setAll(horizons, i -> SHORTEST_HORIZON << i);
    return horizons;
  }

  private IntFunction<ModelPair> deviation() {
    double alpha = draw.logEven(0.5, 2);
    double leave = draw.logEven(1e-9, 1e-8);
    int branching = 16 + draw.random().nextInt(48);
    double epsilon = draw.logEven(0.02, 0.5);
    return horizon -> Instances.deviation(horizon, alpha, leave, branching, epsilon);
  }

  private IntFunction<ModelPair> nearTies() {
    double alpha = draw.logEven(0.5, 2);
    double gap = alpha * draw.logEven(0.02, 0.2);
    double[] gaps = draw.random().doubles(effort.longestHorizon(), 0.5 * gap, 1.5 * gap).toArray();
    return horizon -> Instances.nearTies(alpha, Arrays.copyOf(gaps, horizon));
  }

  private List<IntFunction<ModelPair>> draws(Supplier<IntFunction<ModelPair>> family) {
    List<IntFunction<ModelPair>> drawn = new ArrayList<>();
    for (int i = 0; i < effort.fits(); i++) {
      drawn.add(family.get());
    }
    return drawn;
  }

  private static RegretBound[][] measure(List<IntFunction<ModelPair>> families, double[] horizons) {
    RegretBound[][] bounds = new RegretBound[families.size()][horizons.length];
    for (int i = 0; i < bounds.length; i++) {
      for (int h = 0; h < horizons.length; h++) {
        bounds[i][h] = RegretBound.measure(families.get(i).apply((int) horizons[h]));
      }
    }
    return bounds;
  }

  private List<Claim> claims(double[] horizons, RegretBound[][] imitation, RegretBound[][] rl) {
    List<RegretBound> all = new ArrayList<>(random);
    Arrays.stream(imitation).flatMap(Arrays::stream).forEach(all::add);
    Arrays.stream(rl).flatMap(Arrays::stream).forEach(all::add);
    List<RegretBound> ties = Arrays.stream(rl).flatMap(Arrays::stream).toList();
    String t = "Theorem 2: ";
    return List.of(
        Claim.atMost(
            t + "largest |imitation loss| / ((ε/4)·R·H(H+1))",
            largest(all, b -> Math.abs(b.imitationLoss()) / b.imitationBound()),
            1),
        Claim.atMost(
            t + "largest RL loss / (2αHε)", largest(all, b -> b.rlLoss() / b.rlBound()), 1),
        Claim.exponent(
            t + "imitation's loss ∝ H^k where leaving the path is final, k",
            fit(horizons, imitation, RegretBound::imitationLoss),
            2),
        Claim.exponent(
            t + "RL's loss ∝ H^k where tokens nearly tie, k",
            fit(horizons, rl, RegretBound::rlLoss),
            1),
        Claim.atLeast(
            t + "smallest RL loss / (2αHε) where tokens nearly tie",
            -largest(ties, b -> -b.rlLoss() / b.rlBound()),
            0.25),
        Claim.atMost(t + "soft RL at the same α returns π̂, log π apart by", softRound, ROUNDING),
        Claim.atMost(
            t + "a second round's maximiser is the first's, J apart by", secondMaximiser, ROUNDING),
        Claim.atMost(
            "Beyond: with entropy in J imitation's largest loss / (αHε)",
            largest(all, b -> 2 * b.softImitationLoss() / b.rlBound()),
            1),
        Claim.atMost(
            "Beyond: an argmax can beat the expert, smallest RL loss",
            -largest(random, b -> -b.rlLoss()),
            0),
        Claim.atLeast(
            "Beyond: on near ties RL loses more than imitation, ratio",
            -largest(ties, b -> -b.rlLoss() / b.imitationLoss()),
            1));
  }

  private ExponentFit fit(
      double[] horizons, RegretBound[][] bounds, ToDoubleFunction<RegretBound> loss) {
    double[][] losses = new double[bounds.length][];
    Arrays.setAll(losses, i -> Arrays.stream(bounds[i]).mapToDouble(loss).toArray());
    return ExponentFit.fit(horizons, losses, draw.random());
  }

  private static double largest(List<RegretBound> bounds, ToDoubleFunction<RegretBound> value) {
    return bounds.stream().mapToDouble(value).max().orElseThrow();
  }

  private Plot growth(double[] horizons, RegretBound[] imitation, RegretBound[] rl) {
    return new Plot(
        "How losses grow with the horizon",
        "One instance of each family, ε fixed, as a share of the loss at H = "
            + SHORTEST_HORIZON
            + ": parallel to H² and to H.",
        Axis.log("H"),
        Axis.log("loss, relative"),
        List.of(
            relative(
                "H²", Mark.DASHES, horizons, Arrays.stream(horizons).map(h -> h * h).toArray()),
            relative("H", Mark.LINE, horizons, horizons),
            relative(
                "imitation, leaving the path is final",
                Mark.POINTS,
                horizons,
                Arrays.stream(imitation).mapToDouble(RegretBound::imitationLoss).toArray()),
            relative(
                "RL, tokens nearly tie",
                Mark.POINTS,
                horizons,
                Arrays.stream(rl).mapToDouble(RegretBound::rlLoss).toArray())));
  }

  private static Series relative(String name, Mark mark, double[] x, double[] y) {
    return new Series(name, mark, x, Arrays.stream(y).map(value -> value / y[0]).toArray());
  }

  private Plot signed() {
    List<RegretBound> some = random.subList(0, Math.min(800, random.size()));
    double[] zero = {0, 0};
    double most = largest(some, RegretBound::epsilon);
    return new Plot(
        "Random instances: signed losses",
        "Below zero a policy beats the expert in reward without entropy. The hard maximiser usually"
            + " does, for it drops the expert's randomness; it loses where ε is large.",
        Axis.linear("ε"),
        Axis.linear("loss / (αH)"),
        List.of(
            points("RL on the reward read out", some, RegretBound::rlLoss),
            points("imitation", some, RegretBound::imitationLoss),
            new Series("the expert", Mark.LINE, new double[] {0, most}, zero)));
  }

  private static Series points(
      String name, List<RegretBound> bounds, ToDoubleFunction<RegretBound> loss) {
    // rlBound = 2αHε, so this is loss / (αH).
    return new Series(
        name,
        Mark.POINTS,
        bounds.stream().mapToDouble(RegretBound::epsilon).toArray(),
        bounds.stream()
            .mapToDouble(b -> 2 * b.epsilon() * loss.applyAsDouble(b) / b.rlBound())
            .toArray());
  }
}

package org.endorm.theory.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.reward.BradleyTerry;
import org.endorm.theory.Answer;
import org.endorm.theory.Instances;
import org.endorm.theory.OfflineIrl;
import org.endorm.theory.PreferenceBound;
import org.endorm.theory.SoftQ;
import org.endorm.theory.SoftValueIteration;
import org.endorm.theory.TokenMdp;
import org.endorm.theory.report.Plot.Axis;
import org.endorm.theory.report.Plot.Mark;
import org.endorm.theory.report.Plot.Series;

/** Prop 1: maximum likelihood over token data solves the offline IRL problem. */
final class PropositionOne {
  /** A hundred roundings of numbers up to 1e2. */
  private static final double ROUNDING = 1e-11;

  /** What no claim accepts for a maximum, so that none holds because nothing was tried. */
  private static final double UNMEASURED = Double.NEGATIVE_INFINITY;

  private static final int MOST_STEPS = 2000;

  private final Draw draw;
  private final int instances;

  private double objectiveGap = UNMEASURED;
  private double inverseGap = UNMEASURED;
  private double gradientAtOptimum = UNMEASURED;
  private double gradientElsewhere = Double.POSITIVE_INFINITY;
  private double improvement = UNMEASURED;
  private double potentialGap = UNMEASURED;
  private double preferenceGap = UNMEASURED;
  private double genRmGap = UNMEASURED;

  PropositionOne(long seed, Effort effort) {
    this.draw = new Draw(seed, "Proposition 1");
    this.instances = Math.max(10, effort.instances() / 20);
  }

  Chapter run() {
    for (int i = 0; i < instances; i++) {
      instance();
      genRm();
    }
    return new Chapter(
        "Proposition 1: a language model is a reward model",
        "Cross-entropy training solves the offline inverse-RL problem: with the reward read out of"
            + " logits, the two objectives are the same function. The optimum fixes the policy; the"
            + " logits are free up to a constant in each state, which moves no preference between"
            + " ended answers to one prompt.",
        claims(),
        List.of(training()));
  }

  private void instance() {
    double alpha = draw.logEven(0.2, 5);
    TokenMdp mdp = draw.tree();
    OfflineIrl irl = new OfflineIrl(mdp, alpha, data(mdp));
    SoftQ any = Instances.random(mdp, alpha, 2 * alpha, draw.random());
    SoftQ optimum = irl.crossEntropyOptimum();
    double likelihood = alpha * irl.logLikelihood(any.policy());
    objectiveGap = Math.max(objectiveGap, Math.abs(irl.objective(any.rewards()) - likelihood));
    gradientElsewhere = Math.min(gradientElsewhere, largest(irl.gradient(any.rewards())));
    gradientAtOptimum = Math.max(gradientAtOptimum, largest(irl.gradient(optimum.rewards())));
    improvement = Math.max(improvement, improvement(irl, optimum, any));
    inverse(any);
    samePolicy(irl, any, optimum);
  }

  private void inverse(SoftQ any) {
    SoftQ back = SoftValueIteration.solve(any.mdp(), any.rewards(), any.alpha());
    for (int s = 0; s < any.mdp().states(); s++) {
      for (int a = 0; a < any.mdp().actions(s); a++) {
        inverseGap = Math.max(inverseGap, Math.abs(back.q(s, a) - any.q(s, a)));
      }
    }
  }

  /** What moving the reward of the optimum a little, in a random direction, gains. */
  private static double improvement(OfflineIrl irl, SoftQ optimum, SoftQ direction) {
    double[][] r = optimum.rewards();
    double before = irl.objective(r);
    for (int s = 0; s < r.length; s++) {
      for (int a = 0; a < r[s].length; a++) {
        r[s][a] += direction.q(s, a) / 10;
      }
    }
    return irl.objective(r) - before;
  }

  /** Logits trained from elsewhere: the same policy, other constants. */
  private void samePolicy(OfflineIrl irl, SoftQ start, SoftQ optimum) {
    SoftQ trained = start;
    for (int i = 0; i < MOST_STEPS && largest(irl.gradient(trained.rewards())) > 1e-15; i++) {
      trained = irl.ascend(trained, 2);
    }
    for (int s = 0; s < start.mdp().states(); s++) {
      double constant = trained.q(s, 0) - optimum.q(s, 0);
      for (int a = 1; a < start.mdp().actions(s); a++) {
        double other = trained.q(s, a) - optimum.q(s, a);
        potentialGap = Math.max(potentialGap, Math.abs(other - constant));
      }
    }
    preferenceGap = Math.max(preferenceGap, preferenceGap(trained, optimum));
  }

  private static double preferenceGap(SoftQ one, SoftQ other) {
    List<Answer> answers = one.mdp().answers();
    return PreferenceBound.largestVariation(
        answers.stream().mapToDouble(one::reward).toArray(),
        answers.stream().mapToDouble(other::reward).toArray());
  }

  /** A judge that answers Yes (token 0), No (token 1) or something else. */
  private void genRm() {
    int[][] end = {{TokenMdp.END, TokenMdp.END, TokenMdp.END, TokenMdp.END}};
    double alpha = draw.logEven(0.2, 5);
    SoftQ judge = Instances.random(new TokenMdp(end), alpha, 4 * alpha, draw.random());
    double[] r = judge.rewards()[0];
    double yes = judge.policy().probability(0, 0);
    double no = judge.policy().probability(0, 1);
    double read = BradleyTerry.preference(r[0] / alpha, r[1] / alpha);
    genRmGap = Math.max(genRmGap, Math.abs(read - yes / (yes + no)));
  }

  /** The occupancy of a random set of answers in which each occurs at least once. */
  private double[][] data(TokenMdp mdp) {
    double[][] d = mdp.table();
    List<Answer> answers = mdp.answers();
    double[] weights = draw.random().doubles(answers.size(), 1, 10).toArray();
    double total = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      Answer answer = answers.get(i);
      for (int t = 0; t < answer.length(); t++) {
        d[answer.states()[t]][answer.actions()[t]] += weights[i] / total;
      }
    }
    return d;
  }

  private List<Claim> claims() {
    String p = "Proposition 1: ";
    return List.of(
        Claim.atMost(p + "|IRL objective − α·log-likelihood|, any logits", objectiveGap, ROUNDING),
        Claim.atMost(p + "|soft value iteration of the reward read out − Q|", inverseGap, ROUNDING),
        Claim.atMost(p + "IRL gradient at the cross-entropy optimum", gradientAtOptimum, ROUNDING),
        Claim.atLeast(p + "IRL gradient at random logits, for comparison", gradientElsewhere, 1e-3),
        Claim.atMost(p + "largest gain by a small change of the optimum's reward", improvement, 0),
        Claim.atMost(
            p + "logits of one policy, apart beyond constants of states", potentialGap, 1e-9),
        Claim.atMost(p + "logits of one policy, preferences apart by", preferenceGap, 1e-9),
        Claim.atMost(
            p + "GenRM, |σ((r(Yes) − r(No))/α) − P(Yes)/(P(Yes)+P(No))|", genRmGap, 1e-14));
  }

  private Plot training() {
    TokenMdp mdp = TokenMdp.withEndToken(3, 4);
    OfflineIrl irl = new OfflineIrl(mdp, 1, data(mdp));
    SoftQ model = Instances.random(mdp, 1, 2, draw.random());
    double best = irl.logLikelihood(irl.crossEntropyOptimum().policy());
    List<double[]> gradient = new ArrayList<>();
    List<double[]> excess = new ArrayList<>();
    for (int step = 0; step <= 60; step++) {
      gradient.add(new double[] {step, largest(irl.gradient(model.rewards()))});
      excess.add(new double[] {step, best - irl.logLikelihood(model.policy())});
      model = irl.ascend(model, 1);
    }
    return new Plot(
        "Training on cross-entropy solves inverse RL",
        "A random model on 31 answers, gradient steps on the cross-entropy. The gradient of the IRL"
            + " objective, taken at the reward that is read out of the logits, vanishes with it.",
        Axis.linear("training step"),
        Axis.log("distance"),
        List.of(
            series("largest IRL gradient", gradient),
            series("cross-entropy above its optimum", excess)));
  }

  private static Series series(String name, List<double[]> points) {
    return new Series(
        name,
        Mark.LINE,
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray());
  }

  private static double largest(double[][] table) {
    double max = 0;
    for (double[] row : table) {
      for (double x : row) {
        max = Math.max(max, Math.abs(x));
      }
    }
    return max;
  }
}

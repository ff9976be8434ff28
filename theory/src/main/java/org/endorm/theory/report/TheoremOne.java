package org.endorm.theory.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.theory.AdversarialSearch;
import org.endorm.theory.AdversarialSearch.Found;
import org.endorm.theory.Instances;
import org.endorm.theory.PreferenceBound;
import org.endorm.theory.TokenMdp;
import org.endorm.theory.report.Plot.Axis;
import org.endorm.theory.report.Plot.Mark;
import org.endorm.theory.report.Plot.Series;

/** Thm 1: preferences by r̂ are within (αH/2)·ε of those by r*. */
final class TheoremOne {
  private static final int PLOTTED = 800;
  private static final double EPSILON_FLOOR = 0.05;

  /** Probabilities of margins up to 1e2, whose roundings σ passes on at a quarter. */
  private static final double ROUNDING = 1e-12;

  private final Draw draw;
  private final Effort effort;
  private final List<PreferenceBound> random = new ArrayList<>();
  private final List<PreferenceBound> adversarial = new ArrayList<>();
  private final List<PreferenceBound> witnesses = new ArrayList<>();
  private final List<Found> searches = new ArrayList<>();

  TheoremOne(long seed, Effort effort) {
    this.draw = new Draw(seed, "Theorem 1");
    this.effort = effort;
  }

  Chapter run() {
    for (int i = 0; i < effort.instances(); i++) {
      random.add(measure(draw.tree()));
    }
    for (int i = 0; i < 1 + effort.instances() / 400; i++) {
      random.add(measure(TokenMdp.fixedLength(2, i % 2 == 0 ? 10 : 12)));
    }
    for (int i = 0; i < effort.searches(); i++) {
      search(1 + i % 3);
    }
    for (int i = 0; i < 40; i++) {
      int horizon = 1 + i % 8;
      witnesses.add(
          PreferenceBound.measure(
              Instances.tightPreference(
                  horizon, draw.logEven(0.1, 10), draw.logEven(0.001, 1) / horizon)));
    }
    return new Chapter(
        "Theorem 1: how far the read-out preferences can be off",
        "If every log-probability of the model is within ε of the expert's, every Bradley–Terry"
            + " preference between two answers to one prompt is within (αH/2)·ε. The bound is"
            + " tight: taking the worst margin exactly gives tanh(αHε/2), which is reached.",
        claims(),
        List.of(scatter(), progress()));
  }

  private PreferenceBound measure(TokenMdp mdp) {
    double alpha = draw.logEven(0.1, 10);
    double scale = alpha * draw.logEven(0.1, 4);
    double error = alpha * draw.logEven(0.01, 2);
    return PreferenceBound.measure(Instances.random(mdp, alpha, scale, error, draw.random()));
  }

  private void search(int horizon) {
    AdversarialSearch search =
        new AdversarialSearch(TokenMdp.fixedLength(2, horizon), 1, EPSILON_FLOOR);
    Found found = search.run(effort.searchSteps(), draw.random());
    searches.add(found);
    adversarial.add(PreferenceBound.measure(found.pair()));
  }

  private List<Claim> claims() {
    List<PreferenceBound> tried = new ArrayList<>(random);
    tried.addAll(adversarial);
    double gap = Double.NEGATIVE_INFINITY;
    for (PreferenceBound w : witnesses) {
      gap = Math.max(gap, Math.abs(w.measured() - w.sharpBound()));
    }
    String t = "Theorem 1: ";
    return List.of(
        Claim.atMost(
            t + "largest D_TV / ((αH/2)·ε), " + random.size() + " random pairs",
            tightest(random),
            1),
        Claim.atMost(
            t + "largest D_TV / ((αH/2)·ε), " + searched() + " pairs of the search",
            tightest(adversarial),
            1),
        Claim.atMost(
            t + "share of the bound that the search did not reach", 1 - tightest(adversarial), 0.1),
        Claim.atMost(
            t + "largest D_TV − tanh(αHε/2), random and of the search",
            tried.stream().mapToDouble(b -> b.measured() - b.sharpBound()).max().orElseThrow(),
            ROUNDING),
        Claim.atMost(t + "|D_TV − tanh(αHε/2)| of the pairs built to attain it", gap, ROUNDING));
  }

  /** How many pairs the searches looked at; each keeps its worst. */
  private int searched() {
    return effort.searches() * (1 + effort.searchSteps());
  }

  private static double tightest(List<PreferenceBound> bounds) {
    return bounds.stream().mapToDouble(PreferenceBound::tightness).max().orElseThrow();
  }

  private Plot scatter() {
    double[] line = new double[101];
    Arrays.setAll(line, i -> Math.pow(10, -3 + i * 0.045));
    double[] below = Arrays.stream(line).filter(x -> x <= 1).toArray();
    return new Plot(
        "No preference beyond the bound",
        "Each point is an expert and a model; the largest total variation over all pairs of their"
            + " answers (those below 0.001 are left out). Built and searched policies come close to"
            + " the bound, random ones stay below it.",
        Axis.log("(αH/2)·ε"),
        Axis.log("largest D_TV measured"),
        List.of(
            new Series("tanh(αHε/2)", Mark.LINE, line, map(line)),
            new Series("(αH/2)·ε", Mark.DASHES, below, below),
            points("random policies", shown(random)),
            points("built to be worst", shown(witnesses)),
            points("found by search", shown(adversarial))));
  }

  private static List<PreferenceBound> shown(List<PreferenceBound> bounds) {
    return bounds.stream().filter(b -> b.measured() > 1e-3).limit(PLOTTED).toList();
  }

  private static double[] map(double[] x) {
    return Arrays.stream(x).map(Math::tanh).toArray();
  }

  private static Series points(String name, List<PreferenceBound> bounds) {
    return new Series(
        name,
        Mark.POINTS,
        bounds.stream().mapToDouble(PreferenceBound::bound).toArray(),
        bounds.stream().mapToDouble(PreferenceBound::measured).toArray());
  }

  private Plot progress() {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      double[] progress = searches.get(i).progress();
      int stride = Math.max(1, progress.length / 200);
      double[] steps = new double[1 + (progress.length - 1) / stride];
      Arrays.setAll(steps, k -> k * stride);
      double[] best = Arrays.stream(steps).map(k -> progress[(int) k]).toArray();
      series.add(
          new Series("H = " + (1 + i % 3) + (i < 3 ? "" : " again"), Mark.LINE, steps, best));
    }
    return new Plot(
        "A gradient-free search for the worst case",
        "Best D_TV / ((αH/2)·ε) so far. The search may move every logit of expert and model, with ε"
            + " at least "
            + EPSILON_FLOOR
            + "; it approaches 1 and never passes it.",
        Axis.linear("step of the search"),
        Axis.linear("share of the bound"),
        series);
  }
}

package org.endorm.baselines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.Judge;
import org.endorm.scoring.PreferenceModel;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.TokenReading;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.trace.StatisticsSource;
import org.jspecify.annotations.Nullable;

/** Every judge there is, by the name that users type: the endogenous reward and its rivals. */
public final class Rivals {
  private static final String ENDORM = "endorm";

  /** How several judges' rewards become one, by the word before their names. */
  private static final Map<String, Ensemble.Rule> ENSEMBLES =
      Map.of("ensemble:", Ensemble.Rule.MEAN, "least:", Ensemble.Rule.LEAST);

  private static final SequencedMap<String, Function<Workbench, RewardModel>> REWARDING =
      new LinkedHashMap<>();
  private static final SequencedMap<String, Function<Workbench, PreferenceModel>> COMPARING =
      new LinkedHashMap<>();

  static {
    REWARDING.put(ENDORM, w -> endogenous(w.model(), w.model().aggregation()));
    for (String aggregate : List.of("sum", "mean", "discounted", "min", "last", "median")) {
      Aggregation aggregation = Aggregation.parse(aggregate, null, null);
      REWARDING.put(ENDORM + ":" + aggregate, w -> endogenous(w.model(), aggregation));
    }
    REWARDING.put("likelihood", w -> Likelihood.sum(w.model()));
    REWARDING.put("likelihood-mean", w -> Likelihood.mean(w.model()));
    REWARDING.put("pmi", w -> PointwiseMutualInformation.of(w.model()));
    REWARDING.put("answer-confidence", w -> AnswerSpan.confidence(w.model()));
    REWARDING.put("verifier", w -> new GenerativeVerifier(w.model()));
    REWARDING.put("genrm", w -> new GenRmPointwise(w.model()));
    REWARDING.put(
        "genrm-text", w -> new GenRmText(need(w.writer(), "genrm-text", "way to write replies")));
    REWARDING.put("self-certainty", w -> observed("self-certainty", w, SelfCertainty::of));
    REWARDING.put("entropy", w -> observed("entropy", w, NegativeEntropy::of));
    REWARDING.put("top-gap", w -> observed("top-gap", w, TopGap::of));
    REWARDING.put("dpo", w -> dpo("dpo", w, Likelihood::sum));
    REWARDING.put("dpo-mean", w -> dpo("dpo-mean", w, Likelihood::mean));
    REWARDING.put("dpo-free", w -> new DpoImplicit(Likelihood.sum(w.model()), null, w.beta()));
    REWARDING.put(
        "dpo-free-mean", w -> new DpoImplicit(Likelihood.mean(w.model()), null, w.beta()));
    REWARDING.put("classifier", w -> classifier(w));
    REWARDING.put("prm", w -> process(w));
    REWARDING.put("length", w -> LengthReward.LONGER);
    REWARDING.put("brevity", w -> LengthReward.SHORTER);
    COMPARING.put("genrm-pair", w -> new GenRmPairwise(w.model(), GenRmPairwise.Rule.MEAN));
    COMPARING.put(
        "genrm-pair-strict", w -> new GenRmPairwise(w.model(), GenRmPairwise.Rule.AGREEMENT));
  }

  private Rivals() {}

  /** All names, besides {@code ensemble:NAME+NAME…} and {@code least:NAME+NAME…}. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(REWARDING.sequencedKeySet());
    names.addAll(COMPARING.sequencedKeySet());
    return names;
  }

  /**
   * The judge of a name; {@code ensemble:a*0.5+b} is the mean of others by weight, {@code
   * least:a*0.5+b} the least of their weighted rewards.
   *
   * @throws UnavailableJudgeException if it is unknown, or needs what the workbench lacks
   */
  public static Judge make(String name, Workbench workbench) {
    Function<Workbench, PreferenceModel> comparing = COMPARING.get(name);
    return comparing == null
        ? new Judge.Rewarding(name, rewarding(name, workbench))
        : new Judge.Comparing(name, comparing.apply(workbench));
  }

  private static RewardModel rewarding(String name, Workbench workbench) {
    for (var ensemble : ENSEMBLES.entrySet()) {
      if (name.startsWith(ensemble.getKey())) {
        String members = name.substring(ensemble.getKey().length());
        return ensemble(name, members, ensemble.getValue(), workbench);
      }
    }
    Function<Workbench, RewardModel> rewarding = REWARDING.get(name);
    if (rewarding == null) {
      throw new UnavailableJudgeException(
          name, "is unknown; known are " + String.join(", ", names()));
    }
    return rewarding.apply(workbench);
  }

  private static RewardModel ensemble(
      String name, String list, Ensemble.Rule rule, Workbench workbench) {
    List<RewardModel> members = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (String member : list.split("\\+", -1)) {
      String[] parts = member.split("\\*", 2);
      members.add(rewarding(parts[0], workbench));
      weights.add(parts.length == 1 ? 1 : weight(name, parts[1]));
    }
    double[] each = weights.stream().mapToDouble(Double::doubleValue).toArray();
    return new Ensemble(members, each, rule);
  }

  private static double weight(String name, String text) {
    try {
      double weight = Double.parseDouble(text);
      if (weight > 0 && Double.isFinite(weight)) {
        return weight;
      }
    } catch (NumberFormatException e) {
      throw new UnavailableJudgeException(name, "has the weight " + text + ", which is no number");
    }
    throw new UnavailableJudgeException(name, "has the weight " + text + ", which is not above 0");
  }

  private static RewardModel endogenous(EndogenousReward model, Aggregation aggregation) {
    return new TracedReward(model, TokenReading.ENDOGENOUS, aggregation);
  }

  private static RewardModel observed(
      String name,
      Workbench workbench,
      BiFunction<EndogenousReward, StatisticsSource, RewardModel> make) {
    return make.apply(
        workbench.model(), need(workbench.statistics(), name, "reading of its logits"));
  }

  private static RewardModel dpo(
      String name, Workbench workbench, Function<EndogenousReward, TracedReward> likelihood) {
    EndogenousReward reference = need(workbench.reference(), name, "reference");
    return new DpoImplicit(
        likelihood.apply(workbench.model()), likelihood.apply(reference), workbench.beta());
  }

  private static RewardModel classifier(Workbench workbench) {
    TrainedHead head = need(workbench.head(), "classifier", "trained head");
    return new ClassifierReward(head.encoder(), head.source(), 0);
  }

  private static RewardModel process(Workbench workbench) {
    TrainedHead head = need(workbench.head(), "prm", "trained head of two outputs");
    return new ProcessReward(head.encoder(), head.source(), ProcessReward.DEFAULT_MARKER);
  }

  private static <T> T need(@Nullable T part, String name, String what) {
    if (part == null) {
      throw new UnavailableJudgeException(name, "needs a model with a " + what);
    }
    return part;
  }
}

package org.endorm.bench.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Judged;
import org.endorm.bench.data.DamagedRowException;

/**
 * The Ties domain of RewardBench 2: prompts with several right answers ({@code tied:n}), each
 * beside a twin with one ({@code ref:n}).
 *
 * <p>A prompt is accurate if its worst right answer beats its best wrong one; margin is that
 * difference, spread the difference between the best and the worst right answer of the tied prompt.
 * Over all prompts and over the twins that are both there:
 *
 * <pre>
 * 0.30·acc(tied) + 0.30·acc(ref) + 0.20·mean(margin_tied > spread)
 *   + 0.20·mean(min(margin_ref, margin_tied) > spread)
 *   + 0.01·mean tanh(min(margin_ref, margin_tied)/spread − 1),   NaN → 0
 * </pre>
 *
 * <p>so it can pass 1 by a hundredth. Without twins the three last terms are 0.
 */
final class TiedAnswers {
  /** What one prompt's scores say. */
  private record Margins(double margin, double spread) {
    boolean accurate() {
      return margin > 0;
    }
  }

  private final List<Margins> tied = new ArrayList<>();
  private final List<Margins> reference = new ArrayList<>();
  private final List<Margins[]> twins = new ArrayList<>();

  private TiedAnswers(List<Judged> items) {
    Map<String, Margins> references = new HashMap<>();
    for (Judged item : items) {
      if (isReference(item)) {
        Margins margins = margins(item);
        reference.add(margins);
        references.put(number(item), margins);
      }
    }
    for (Judged item : items) {
      if (!isReference(item)) {
        Margins margins = margins(item);
        tied.add(margins);
        Margins twin = references.get(number(item));
        if (twin != null) {
          twins.add(new Margins[] {twin, margins});
        }
      }
    }
  }

  static void requireId(String id) {
    if (!id.matches("(ref|tied):.+")) {
      throw new DamagedRowException("the id \"" + id + "\" is neither ref:n nor tied:n");
    }
  }

  private static boolean isReference(Judged item) {
    return item.item().id().startsWith("ref:");
  }

  private static String number(Judged item) {
    String id = item.item().id();
    return id.substring(id.indexOf(':') + 1);
  }

  private static Margins margins(Judged item) {
    double[] scores = item.scores();
    var answers = item.choice().answers();
    double best = Double.NEGATIVE_INFINITY;
    double worst = Double.POSITIVE_INFINITY;
    double wrong = Double.NEGATIVE_INFINITY;
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      return new Margins(Double.NaN, Double.NaN);
    }
    for (int i = 0; i < scores.length; i++) {
      if (answers.get(i).good()) {
        best = Math.max(best, scores[i]);
        worst = Math.min(worst, scores[i]);
      } else {
        wrong = Math.max(wrong, scores[i]);
      }
    }
    return new Margins(worst - wrong, best - worst);
  }

  static DomainScore score(List<Judged> items) {
    return new TiedAnswers(items).score(items.size());
  }

  private DomainScore score(int n) {
    SequencedMap<String, Double> more = new LinkedHashMap<>();
    more.put("tied_accuracy", accuracy(tied));
    more.put("ref_accuracy", accuracy(reference));
    more.put("preferred", twinMean(t -> t[1].margin() > t[1].spread() ? 1 : 0));
    more.put("preferred_hard", twinMean(t -> least(t) > t[1].spread() ? 1 : 0));
    more.put("margin", twinMean(TiedAnswers::tanh));
    double score =
        0.30 * more.get("tied_accuracy")
            + 0.30 * more.get("ref_accuracy")
            + 0.20 * more.get("preferred")
            + 0.20 * more.get("preferred_hard")
            + 0.01 * more.get("margin");
    return new DomainScore(score, n, more, null);
  }

  private static double accuracy(List<Margins> prompts) {
    return prompts.stream().mapToDouble(m -> m.accurate() ? 1 : 0).average().orElse(0);
  }

  private double twinMean(ToDoubleFunction<Margins[]> figure) {
    return twins.stream().mapToDouble(figure).average().orElse(0);
  }

  private static double least(Margins[] twins) {
    return Math.min(twins[0].margin(), twins[1].margin());
  }

  private static double tanh(Margins[] twins) {
    double value = Math.tanh(least(twins) / twins[1].spread() - 1);
    return Double.isNaN(value) ? 0 : value;
  }
}

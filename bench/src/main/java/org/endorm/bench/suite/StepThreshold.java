package org.endorm.bench.suite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;

/**
 * The rule that calls the first step wrong whose reward falls below τ, and the τ that fits it best.
 *
 * <p>A solution is judged rightly for the τ of one interval: a right one as long as τ is not above
 * its least reward; a wrong one as long as τ is above the reward of its first wrong step and not
 * above that of any step before. So one sweep over the intervals' ends finds the best τ.
 */
final class StepThreshold {
  /** Shares of wrong and of right solutions judged rightly; NaN where there is none of a kind. */
  record Accuracies(double wrong, double right) {
    /** Their harmonic mean, 0 if both are; NaN if there is none of a kind. */
    double f1() {
      return wrong + right == 0 ? 0 : 2 * wrong * right / (wrong + right);
    }
  }

  /** Where in the sweep a solution begins or ceases to be judged rightly. */
  private record Event(double above, boolean wrongKind, int change) {}

  private StepThreshold() {}

  /** The index of the step that the rule calls wrong; {@link Item.Process#ALL_RIGHT} for none. */
  static int firstBelow(double threshold, double[] rewards) {
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] < threshold) {
        return i;
      }
    }
    return Item.Process.ALL_RIGHT;
  }

  /** How well the rule does; a solution that the judge gave no rewards is judged wrongly. */
  static Accuracies at(double threshold, List<Judged> judged) {
    Tally wrong = new Tally();
    Tally right = new Tally();
    for (Judged one : judged) {
      int label = one.process().label();
      double[] rewards = one.steps();
      boolean hit = rewards.length > 0 && firstBelow(threshold, rewards) == label;
      (label == Item.Process.ALL_RIGHT ? right : wrong).add(hit);
    }
    return new Accuracies(wrong.share(), right.share());
  }

  /**
   * The τ with the best F1, the middle of its interval; the lowest of equals. Infinite where the
   * best interval is open; −∞ (no step is ever wrong) where there is nothing to fit.
   */
  static double fit(List<Judged> judged) {
    List<Event> events = new ArrayList<>();
    int[] all = new int[2];
    int[] hits = new int[2];
    for (Judged one : judged) {
      boolean wrong = one.process().label() != Item.Process.ALL_RIGHT;
      all[wrong ? 1 : 0]++;
      hits[wrong ? 1 : 0] += addEvents(one, events);
    }
    events.sort(Comparator.comparingDouble(Event::above));
    double best = f1(hits, all);
    double threshold = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < events.size(); ) {
      double end = events.get(i).above();
      for (; i < events.size() && events.get(i).above() == end; i++) {
        hits[events.get(i).wrongKind() ? 1 : 0] += events.get(i).change();
      }
      double next = i < events.size() ? events.get(i).above() : Double.POSITIVE_INFINITY;
      if (f1(hits, all) > best) {
        best = f1(hits, all);
        threshold = between(end, next);
      }
    }
    return threshold;
  }

  /** A τ above {@code low} and not above {@code high}. */
  private static double between(double low, double high) {
    double middle = low + (high - low) / 2;
    return middle > low ? middle : high;
  }

  /** Adds the ends of a solution's interval; whether the interval begins at −∞. */
  private static int addEvents(Judged one, List<Event> events) {
    int label = one.process().label();
    double[] rewards = one.steps();
    if (rewards.length == 0) {
      return 0;
    }
    if (label == Item.Process.ALL_RIGHT) {
      events.add(new Event(least(rewards, rewards.length), false, -1));
      return 1;
    }
    double before = least(rewards, label);
    if (rewards[label] < before) {
      events.add(new Event(rewards[label], true, 1));
      events.add(new Event(before, true, -1));
    }
    return 0;
  }

  private static double least(double[] rewards, int end) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < end; i++) {
      least = Math.min(least, rewards[i]);
    }
    return least;
  }

  private static double f1(int[] hits, int[] all) {
    double f1 = new Accuracies((double) hits[1] / all[1], (double) hits[0] / all[0]).f1();
    return Double.isNaN(f1) ? 0 : f1;
  }
}

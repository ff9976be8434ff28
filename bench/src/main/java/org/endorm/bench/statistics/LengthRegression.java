package org.endorm.bench.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.endorm.bench.Answer;
import org.endorm.bench.Comparison;
import org.endorm.bench.Judged;
import org.endorm.bench.Verdict;

/**
 * A judge with the linear effect of length taken out of its rewards.
 *
 * <p>The slope is least squares of reward on length, both taken relative to their prompt's mean, so
 * that only answers to one prompt are held against each other. It is fitted on one fixed half of
 * the items and applied to the other, each way round. For a judge of pairs the margin is regressed
 * on the difference of lengths, without intercept.
 */
public final class LengthRegression {
  private LengthRegression() {}

  /** Reward per code point; 0 if all answers to each prompt are equally long. */
  public static double slope(List<Judged> judged) {
    double products = 0;
    double squares = 0;
    for (Judged one : judged) {
      List<double[]> points =
          one.verdict() instanceof Verdict.Rewards r ? centred(one, r) : pairs(one);
      for (double[] point : points) {
        products += point[0] * point[1];
        squares += point[0] * point[0];
      }
    }
    return squares == 0 ? 0 : products / squares;
  }

  /** The items with verdicts from which the effect of length is taken out. */
  public static List<Judged> without(List<Judged> judged) {
    double first = slope(FixedHalf.FIRST.of(judged));
    double second = slope(FixedHalf.SECOND.of(judged));
    return judged.stream()
        .map(one -> without(one, FixedHalf.FIRST.holds(one.item()) ? second : first))
        .toList();
  }

  private static Judged without(Judged one, double slope) {
    List<Answer> answers = one.choice().answers();
    return switch (one.verdict()) {
      case Verdict.Rewards rewards -> {
        double[] values = rewards.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] -= slope * answers.get(i).length();
        }
        yield new Judged(one.item(), new Verdict.Rewards(values));
      }
      case Verdict.Margins margins -> {
        double[] values = margins.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] -= slope * longer(one.choice().comparisons().get(i), answers);
        }
        yield new Judged(one.item(), new Verdict.Margins(values));
      }
      case Verdict.Steps steps -> throw new IllegalArgumentException("steps are not compared");
    };
  }

  /** Length and reward of each answer that has one, relative to the means of these answers. */
  private static List<double[]> centred(Judged one, Verdict.Rewards rewards) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < rewards.values().length; i++) {
      if (Double.isFinite(rewards.values()[i])) {
        points.add(new double[] {one.choice().answers().get(i).length(), rewards.values()[i]});
      }
    }
    double length = mean(points, p -> p[0]);
    double reward = mean(points, p -> p[1]);
    return points.stream().map(p -> new double[] {p[0] - length, p[1] - reward}).toList();
  }

  private static List<double[]> pairs(Judged one) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < one.choice().comparisons().size(); i++) {
      if (Double.isFinite(one.margin(i))) {
        int longer = longer(one.choice().comparisons().get(i), one.choice().answers());
        points.add(new double[] {longer, one.margin(i)});
      }
    }
    return points;
  }

  private static int longer(Comparison comparison, List<Answer> answers) {
    return answers.get(comparison.better()).length() - answers.get(comparison.worse()).length();
  }

  private static double mean(List<double[]> points, ToDoubleFunction<double[]> coordinate) {
    return points.stream().mapToDouble(coordinate).average().orElse(0);
  }
}

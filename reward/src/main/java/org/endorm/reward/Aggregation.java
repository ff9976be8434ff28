package org.endorm.reward;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way to make one number of the rewards r₁…r_T of a response.
 *
 * <p>Only {@link Sum} has the paper's guarantee. V(s₁) sits in r₁ and each later V(s_t) enters
 * twice, as −V in r_{t−1} and as +V in r_t; a sum lets the pairs cancel, every other aggregate
 * weighs the two differently and so keeps something that is not determined by the policy. The two
 * questions below tell which remain.
 */
public sealed interface Aggregation {
  /** The γ of {@link #parse} where none is given. */
  double DEFAULT_GAMMA = 0.99;

  /** The names that {@link #parse} knows. */
  List<String> NAMES = List.of("sum", "mean", "discounted", "min", "last", "median", "clipped");

  /**
   * The aggregate of the rewards.
   *
   * @throws NonFiniteRewardException if it overflows
   */
  double of(TokenRewards rewards);

  /** The name that {@link #parse} reads. */
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether V(s₁) enters every answer to one prompt with the same weight, so that it cancels
   * between them.
   *
   * <p>True of {@link Sum} and {@link Discounted} (r₁ has weight 1 in both). {@link Mean} holds
   * V(s₁)/T; {@link Last} holds V(s₁) where T = 1 and nothing of it otherwise; in {@link Min},
   * {@link Median} and {@link Clipped} it depends on which tokens count.
   */
  boolean promptTermCancels();

  /**
   * Whether no constant added to all logits of a state can change a preference between ended
   * answers to one prompt: such a constant leaves the policy alone.
   *
   * <p>True of {@link Sum} only, and of {@link Discounted} at γ = 1, which is the sum. At γ &lt; 1
   * a constant c at s_{t+1} moves the aggregate by −(1 − γ)γ^{t−1}·c.
   */
  boolean ignoresLogitConstants();

  /** Σ r_t. */
  record Sum() implements Aggregation {
    @Override
    public double of(TokenRewards rewards) {
      return rewards.sum();
    }

    @Override
    public boolean promptTermCancels() {
      return true;
    }

    @Override
    public boolean ignoresLogitConstants() {
      return true;
    }
  }

  /** Σ r_t / T. */
  record Mean() implements Uneven {
    @Override
    public double of(TokenRewards rewards) {
      return rewards.sum() / rewards.length();
    }
  }

  /**
   * Σ γ^(t−1)·r_t.
   *
   * @param gamma from 0 to 1
   */
  record Discounted(double gamma) implements Aggregation {
    public Discounted {
      if (!(gamma >= 0 && gamma <= 1)) {
        throw new IllegalArgumentException("gamma must be between 0 and 1, was " + gamma);
      }
    }

    @Override
    public double of(TokenRewards rewards) {
      double weight = 1;
      double sum = 0;
      for (double r : rewards.r()) {
        sum += weight * r;
        weight *= gamma;
      }
      return NonFiniteRewardException.finite("discounted sum of the token rewards", sum);
    }

    @Override
    public boolean promptTermCancels() {
      return true;
    }

    @Override
    public boolean ignoresLogitConstants() {
      return gamma == 1;
    }
  }

  /** The smallest r_t. */
  record Min() implements Uneven {
    @Override
    public double of(TokenRewards rewards) {
      double min = Double.POSITIVE_INFINITY;
      for (double r : rewards.r()) {
        min = Math.min(min, r);
      }
      return min;
    }
  }

  /** r_T. */
  record Last() implements Uneven {
    @Override
    public double of(TokenRewards rewards) {
      return rewards.r()[rewards.length() - 1];
    }
  }

  /** The middle r_t by size; of an even number the mean of the middle two. */
  record Median() implements Uneven {
    @Override
    public double of(TokenRewards rewards) {
      double[] sorted = rewards.r().clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      if (sorted.length % 2 == 1) {
        return sorted[middle];
      }
      double sum = sorted[middle - 1] + sorted[middle];
      return NonFiniteRewardException.finite("median of the token rewards", sum / 2);
    }
  }

  /**
   * Σ max(r_t, floor).
   *
   * @param floor finite
   */
  record Clipped(double floor) implements Uneven {
    public Clipped {
      if (!Double.isFinite(floor)) {
        throw new IllegalArgumentException("floor must be finite, was " + floor);
      }
    }

    @Override
    public double of(TokenRewards rewards) {
      double sum = 0;
      for (double r : rewards.r()) {
        sum += Math.max(r, floor);
      }
      return NonFiniteRewardException.finite("clipped sum of the token rewards", sum);
    }
  }

  /** An aggregate that weighs the states' values unevenly between answers. */
  sealed interface Uneven extends Aggregation {
    @Override
    default boolean promptTermCancels() {
      return false;
    }

    @Override
    default boolean ignoresLogitConstants() {
      return false;
    }
  }

  /**
   * The aggregation of a name and its settings.
   *
   * @param gamma the γ of {@code discounted}, {@link #DEFAULT_GAMMA} where null; not read by others
   * @param floor the floor of {@code clipped}; not read by others
   * @throws IllegalArgumentException if the name is unknown, {@code clipped} has no floor, or a
   *     setting is out of range
   */
  static Aggregation parse(String name, @Nullable Double gamma, @Nullable Double floor) {
    return switch (name) {
      case "sum" -> new Sum();
      case "mean" -> new Mean();
      case "discounted" -> new Discounted(gamma == null ? DEFAULT_GAMMA : gamma);
      case "min" -> new Min();
      case "last" -> new Last();
      case "median" -> new Median();
      case "clipped" -> clipped(floor);
      default ->
          throw new IllegalArgumentException(
              "unknown aggregate '" + name + "'; known are " + String.join(", ", NAMES));
    };
  }

  private static Aggregation clipped(@Nullable Double floor) {
    if (floor == null) {
      throw new IllegalArgumentException("the aggregate clipped needs a floor");
    }
    return new Clipped(floor);
  }
}

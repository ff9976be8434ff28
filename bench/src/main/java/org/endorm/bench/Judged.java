package org.endorm.bench;

import java.util.Arrays;

/**
 * An item with one judge's verdict on it.
 *
 * <p>A comparison is won only if the better answer's reward is strictly greater: a tie is not, nor
 * is one where the judge gave no number.
 */
public record Judged(Item.Answered item, Verdict verdict) {
  /** The item as a choice. */
  public Item.Choice choice() {
    return (Item.Choice) item;
  }

  /** The item as a process. */
  public Item.Process process() {
    return (Item.Process) item;
  }

  /** The rewards of the steps, none if the judge gave none. */
  public double[] steps() {
    return ((Verdict.Steps) verdict).values();
  }

  /** Better minus worse of a comparison by its index; NaN if the judge gave no number. */
  public double margin(int comparison) {
    return switch (verdict) {
      case Verdict.Rewards rewards -> {
        Comparison c = choice().comparisons().get(comparison);
        yield rewards.values()[c.better()] - rewards.values()[c.worse()];
      }
      case Verdict.Margins margins -> margins.values()[comparison];
      case Verdict.Steps steps -> throw new IllegalStateException("steps have no comparisons");
    };
  }

  public boolean won(int comparison) {
    return margin(comparison) > 0;
  }

  /**
   * A score of each answer, shape [answers]: its reward; of a judge of pairs the sum of its margins
   * over the item's comparisons.
   */
  public double[] scores() {
    if (verdict instanceof Verdict.Rewards rewards) {
      return rewards.values().clone();
    }
    double[] scores = new double[choice().answers().size()];
    for (int i = 0; i < choice().comparisons().size(); i++) {
      Comparison comparison = choice().comparisons().get(i);
      scores[comparison.better()] += margin(i);
      scores[comparison.worse()] -= margin(i);
    }
    return scores;
  }

  /**
   * The share of the top answers that are good: 1 or 0 without a tie for the first place, and 0 if
   * the judge left an answer without a number.
   */
  public double goodShareOfTop() {
    double[] scores = scores();
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      return 0;
    }
    double top = Arrays.stream(scores).max().orElseThrow();
    int tied = 0;
    int good = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] == top) {
        tied++;
        good += choice().answers().get(i).good() ? 1 : 0;
      }
    }
    return (double) good / tied;
  }
}

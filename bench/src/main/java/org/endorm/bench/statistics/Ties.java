package org.endorm.bench.statistics;

import java.util.List;
import org.endorm.bench.Judged;

/**
 * What became of a judge's comparisons, and what its ties are worth.
 *
 * @param won those in which the better answer's reward is strictly greater
 * @param tied those with equal rewards
 * @param silent those for which the judge gave no number
 */
public record Ties(int comparisons, int won, int tied, int silent) {
  /** Counts a judge's comparisons. */
  public static Ties of(List<Judged> judged) {
    int comparisons = 0;
    int won = 0;
    int tied = 0;
    int silent = 0;
    for (Judged one : judged) {
      for (int i = 0; i < one.choice().comparisons().size(); i++) {
        comparisons++;
        won += one.won(i) ? 1 : 0;
        tied += one.margin(i) == 0 ? 1 : 0;
        silent += Double.isNaN(one.margin(i)) ? 1 : 0;
      }
    }
    return new Ties(comparisons, won, tied, silent);
  }

  /** The share won, ties not. */
  public double strict() {
    return share(won);
  }

  /** The share won if a tie is half won, as a coin would have it. */
  public double half() {
    return share(won + tied / 2.0);
  }

  /** The share tied. */
  public double share() {
    return share(tied);
  }

  private double share(double part) {
    return comparisons == 0 ? Double.NaN : part / comparisons;
  }
}

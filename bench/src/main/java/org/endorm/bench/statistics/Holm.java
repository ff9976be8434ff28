package org.endorm.bench.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction of several tests made at once: a corrected p below a level keeps the chance of
 * any false alarm among them below it.
 *
 * <p>Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal
 * of Statistics 6 (1979).
 */
public final class Holm {
  private Holm() {}

  /** The corrected values, in the order of the tests. */
  public static double[] corrected(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] corrected = new double[p.length];
    double highest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      highest = Math.max(highest, Math.min(1, (p.length - rank) * p[order[rank]]));
      corrected[order[rank]] = highest;
    }
    return corrected;
  }
}

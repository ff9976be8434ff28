package org.endorm.theory.report;

import java.util.List;
import java.util.Locale;

/**
 * The map from values to places along one axis, with its ticks: at round numbers, or at powers of
 * ten.
 *
 * @param low the first tick; on a logarithmic axis its logarithm to base 10
 * @param step from tick to tick, in the same measure
 * @param ticks how many, at least 2
 * @param from the place of the first tick
 * @param to the place of the last
 */
record Scale(boolean log, double low, double step, int ticks, double from, double to) {
  private static final int MOST_STEPS = 6;

  /** A value this share of a step beyond a tick still lies on it: rounding, not data. */
  private static final double EDGE = 1e-9;

  /** The scale that just holds all values; those it cannot show are left out. */
  static Scale over(List<double[]> values, boolean log, double from, double to) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double[] array : values) {
      for (double value : array) {
        if (shows(log, value)) {
          min = Math.min(min, measure(log, value));
          max = Math.max(max, measure(log, value));
        }
      }
    }
    if (min > max) {
      throw new IllegalArgumentException("a plot needs a value that its axis can show");
    }
    double step = step(log, min, max);
    int steps = Math.max(1, steps(min, max, step));
    return new Scale(log, Math.floor(min / step + EDGE) * step, step, steps + 1, from, to);
  }

  /** The smallest of 1, 2, 5, 10, … that needs no more than a few steps; on a log axis whole. */
  private static double step(boolean log, double min, double max) {
    double step = log ? 1 : Math.pow(10, Math.floor(Math.log10(span(min, max))) - 1);
    double[] factors = {2, 2.5, 2};
    for (int i = 0; steps(min, max, step) > MOST_STEPS; i++) {
      step = log ? step + 1 : step * factors[i % factors.length];
    }
    return step;
  }

  /**
   * What lies between, or, of values as good as equal, as much as their rounding allows to show.
   */
  private static double span(double min, double max) {
    double least = Math.max(Math.abs(min), Math.abs(max)) * 1e-6;
    return Math.max(max - min, Math.max(least, 1e-12));
  }

  private static int steps(double min, double max, double step) {
    return (int) (Math.ceil(max / step - EDGE) - Math.floor(min / step + EDGE));
  }

  private static double measure(boolean log, double value) {
    return log ? Math.log10(value) : value;
  }

  private static boolean shows(boolean log, double value) {
    return Double.isFinite(value) && (!log || value > 0);
  }

  boolean shows(double value) {
    return shows(log, value);
  }

  double place(double value) {
    return from + (measure(log, value) - low) / (step * (ticks - 1)) * (to - from);
  }

  double placeOfTick(int tick) {
    return from + (to - from) * tick / (ticks - 1);
  }

  String nameOfTick(int tick) {
    double at = low + tick * step;
    if (log) {
      return power((int) Math.rint(at));
    }
    int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", at);
  }

  private static String power(int exponent) {
    if (exponent == 0) {
      return "1";
    }
    return exponent == 1 ? "10" : "10<tspan dy=\"-5\" font-size=\"10\">" + exponent + "</tspan>";
  }
}

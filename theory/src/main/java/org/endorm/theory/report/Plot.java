package org.endorm.theory.report;

import java.util.List;

/**
 * A plot as data: two axes and series over them; {@link SvgPlot} draws it.
 *
 * @param title one line
 * @param caption what to see in it
 */
public record Plot(String title, String caption, Axis x, Axis y, List<Series> series) {
  public Plot {
    series = List.copyOf(series);
  }

  /**
   * An axis over the range of the data.
   *
   * @param log whether equal steps are equal factors; values that are not positive are then left
   *     out
   */
  public record Axis(String label, boolean log) {
    static Axis linear(String label) {
      return new Axis(label, false);
    }

    static Axis log(String label) {
      return new Axis(label, true);
    }
  }

  /** How a series is drawn. */
  public enum Mark {
    POINTS,
    LINE,
    DASHES
  }

  /**
   * Values to draw in one colour.
   *
   * @param x shape [n]
   * @param y shape [n]
   */
  public record Series(String name, Mark mark, double[] x, double[] y) {
    public Series {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            "series '" + name + "' has " + x.length + " x and " + y.length + " y");
      }
      x = x.clone();
      y = y.clone();
    }
  }
}

package org.endorm.bench.report;

import java.util.List;

/**
 * A line through points before the lines of others, as SVG that takes its colours from the page; y
 * runs from 0 to 1.
 *
 * @param xTitle what x is
 * @param low the least x
 * @param high the greatest x
 * @param ticks where x is labelled
 * @param diagonal whether a dotted y = x is drawn in place of y = ½
 */
record LineChart(
    String xTitle, String yTitle, double low, double high, double[] ticks, boolean diagonal) {
  private static final int WIDTH = 280;
  private static final int HEIGHT = 196;
  private static final int LEFT = 34;
  private static final int BOTTOM = 36;
  private static final int TOP = 8;
  private static final int RIGHT = 10;
  private static final double LEAST_RADIUS = 2;
  private static final double MORE_RADIUS = 3;

  /**
   * A point of a line.
   *
   * @param n how much it stands for; its area grows with it
   * @param title what it says when pointed at
   */
  record Point(double x, double y, int n, String title) {}

  /**
   * Draws.
   *
   * @param line what is shown
   * @param others what it is to be seen against
   */
  String svg(List<Point> line, List<List<Point>> others) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, HEIGHT, Html.escape(yTitle + " by " + xTitle)));
    grid(svg);
    others.forEach(
        other -> svg.append(Html.format("<path class=\"faint\" d=\"%s\"/>\n", path(other))));
    svg.append(Html.format("<g class=\"line\"><path d=\"%s\"/>", path(line)));
    int most = line.stream().mapToInt(Point::n).max().orElse(1);
    for (Point point : line) {
      double radius = LEAST_RADIUS + MORE_RADIUS * Math.sqrt((double) point.n() / most);
      svg.append(
          Html.format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
              x(point.x()), y(point.y()), radius, Html.escape(point.title())));
    }
    return svg.append("</g>\n</svg>\n").toString();
  }

  private void grid(StringBuilder svg) {
    for (int i = 0; i <= 4; i++) {
      double y = y(i / 4.0);
      svg.append(
          Html.format(
              "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\""
                  + " class=\"end\">%d</text>\n",
              LEFT, y, WIDTH - RIGHT, LEFT - 5, y + 4, 25 * i));
    }
    for (double tick : ticks) {
      svg.append(
          Html.format(
              "<text x=\"%.1f\" y=\"%d\" class=\"mid\">%s</text>\n",
              x(tick), HEIGHT - BOTTOM + 14, label(tick)));
    }
    svg.append(
        Html.format(
            "<text x=\"%d\" y=\"%d\" class=\"mid title\">%s</text>\n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, Html.escape(xTitle)));
    double left = diagonal ? low : 0.5;
    double right = diagonal ? high : 0.5;
    svg.append(
        Html.format(
            "<path class=\"guide\" d=\"M%d %.1fL%d %.1f\"/>\n",
            LEFT, y(left), WIDTH - RIGHT, y(right)));
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? Html.format("%+d", (long) value).replace("+0", "0").replace('-', '−')
        : Html.format("%.1f", value);
  }

  private String path(List<Point> line) {
    StringBuilder path = new StringBuilder();
    for (Point point : line) {
      char step = path.isEmpty() ? 'M' : 'L';
      path.append(Html.format("%s%.1f %.1f", step, x(point.x()), y(point.y())));
    }
    return path.toString();
  }

  private double x(double value) {
    double share = high > low ? (value - low) / (high - low) : 0.5;
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double share) {
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}

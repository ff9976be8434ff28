package org.endorm.bench.report;

import java.util.SequencedMap;
import org.endorm.bench.Matrix;
import org.jspecify.annotations.Nullable;

/** A matrix of accuracies as a heat map: one hue above one half, another below. */
final class MatrixView {
  /** The strongest shade in percent; the text stays readable on it. */
  private static final double FULL = 62;

  static final String LEAD =
      "Percent of comparisons won: blue above one half, orange below. Where each column is a"
          + " contest of its rows, its winner is framed.";

  private MatrixView() {}

  /** The matrices of one judge side by side, of all domains and of each; nothing if it has none. */
  static String row(String judge, @Nullable Matrix overall, SequencedMap<String, Matrix> byDomain) {
    StringBuilder matrices = new StringBuilder();
    if (overall != null) {
      matrices.append(of(byDomain.isEmpty() ? "" : "mean", overall));
    }
    byDomain.forEach((domain, matrix) -> matrices.append(of(domain, matrix)));
    return matrices.isEmpty()
        ? ""
        : "<h3>%s</h3>\n<div class=\"matrices\">\n%s</div>\n"
            .formatted(Html.escape(judge), matrices);
  }

  private static String of(String caption, Matrix matrix) {
    StringBuilder html = new StringBuilder("<figure class=\"matrix\"><table>\n<caption>");
    html.append(Html.escape(caption)).append("</caption><thead><tr><th>");
    html.append(Html.escape(matrix.rowTitle() + " ↓ " + matrix.columnTitle() + " →"));
    matrix.columns().forEach(name -> html.append("<th>").append(Html.escape(name)));
    html.append("</thead><tbody>\n");
    double[] best = matrix.contest() ? best(matrix) : new double[0];
    for (int row = 0; row < matrix.rows().size(); row++) {
      html.append("<tr><th>").append(Html.escape(matrix.rows().get(row)));
      for (int column = 0; column < matrix.columns().size(); column++) {
        double cell = matrix.cells()[row][column];
        html.append(cell(cell, matrix.contest() && cell == best[column]));
      }
      html.append('\n');
    }
    return html.append("</tbody></table></figure>\n").toString();
  }

  /** The highest of each column among the rows that have a column of their name. */
  private static double[] best(Matrix matrix) {
    double[] best = new double[matrix.columns().size()];
    for (int column = 0; column < best.length; column++) {
      best[column] = Double.NEGATIVE_INFINITY;
      for (int row = 0; row < matrix.rows().size(); row++) {
        if (matrix.columns().contains(matrix.rows().get(row))) {
          best[column] = Math.max(best[column], matrix.cells()[row][column]);
        }
      }
    }
    return best;
  }

  private static String cell(double share, boolean best) {
    if (!Double.isFinite(share)) {
      return "<td>" + Html.NONE;
    }
    String side = share >= 0.5 ? "above" : "below";
    double strength = Math.abs(share - 0.5) * 2 * FULL;
    return Html.format(
        "<td class=\"%s%s\" style=\"--s:%.0f%%\">%s",
        side, best ? " best" : "", strength, Html.percent(share));
  }
}

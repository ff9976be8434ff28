package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.report.LineChart.Point;
import org.endorm.bench.statistics.Calibration;

/** Whether margins mean what they say: a reliability diagram for each judge. */
final class CalibrationSection {
  private static final LineChart CHART =
      new LineChart(
          "confidence", "share right", 0.5, 1, new double[] {0.5, 0.6, 0.7, 0.8, 0.9, 1}, true);

  private CalibrationSection() {}

  static String of(SequencedMap<String, Calibration> judges) {
    StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
    Table table = new Table(List.of("judge", "fitted t", "ECE, fitted t", "ECE, t = 1"));
    judges.forEach(
        (name, calibration) -> {
          html.append(diagram(name, calibration));
          table.row(
              name,
              List.of(
                  Html.number(calibration.scale()),
                  Html.percent(calibration.ece()),
                  Html.percent(calibration.raw())));
        });
    return Html.section(
        "Calibration",
        "Is σ(t·margin) the probability of being right? t is fitted by maximum likelihood on a"
            + " fixed half of the prompts, the diagram (areas grow with the number of comparisons)"
            + " and the expected calibration error are of the other half. t = 0 says that larger"
            + " margins are not more often right.",
        html + "</div>\n" + table.html());
  }

  private static String diagram(String name, Calibration calibration) {
    List<Point> points = new ArrayList<>();
    for (Calibration.Bin bin : calibration.bins()) {
      String title =
          Html.format(
              "confidence %s: right %s %% of %d",
              Html.percent(bin.confidence()), Html.percent(bin.accuracy()), bin.n());
      points.add(new Point(bin.confidence(), bin.accuracy(), bin.n(), title));
    }
    return "<figure><figcaption>"
        + Html.escape(name)
        + "</figcaption>"
        + CHART.svg(points, List.of())
        + "</figure>\n";
  }
}

package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.report.LineChart.Point;
import org.endorm.bench.statistics.Interval;
import org.endorm.bench.statistics.LengthEffect;

/**
 * What length has to do with the verdicts: a curve of accuracy over length difference for each
 * judge.
 */
final class LengthSection {
  /**
   * What it shows of one judge.
   *
   * @param without the overall figure with the effect of length taken out
   */
  record Row(String name, LengthEffect effect, double without, Interval interval) {}

  private LengthSection() {}

  /**
   * Shows them.
   *
   * @param judges at least one
   */
  static String of(List<Row> judges) {
    List<List<Point>> curves = judges.stream().map(j -> points(j.effect())).toList();
    double reach =
        curves.stream().flatMap(List::stream).mapToDouble(p -> Math.abs(p.x())).max().orElse(1);
    double end = Math.max(1, Math.ceil(reach));
    LineChart chart =
        new LineChart(
            "better minus worse, characters, log₁₀", "accuracy", -end, end, ticks(end), false);
    StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
    for (int i = 0; i < judges.size(); i++) {
      String name = Html.escape(judges.get(i).name());
      html.append("<figure><figcaption>").append(name).append("</figcaption>");
      html.append(chart.svg(curves.get(i), curves)).append("</figure>\n");
    }
    html.append("</div>\n").append(table(judges));
    double longer = judges.getFirst().effect().longerIsBetter();
    String lead =
        "Accuracy in tenths of the comparisons by how much longer the better answer is than the"
            + " worse (sign · log₁₀(1 + characters)); in grey the other judges. Of the comparisons"
            + " whose answers differ in length the better one is the longer in "
            + Html.percent(longer)
            + " %: the score of preferring length. The last column is the overall figure with the"
            + " linear effect of length taken out of the rewards.";
    return Html.section("Length", lead, html.toString());
  }

  private static String table(List<Row> judges) {
    Table table =
        new Table(
            List.of(
                "judge",
                "picks the longer",
                "agrees with a length rule",
                "right where better is longer",
                "right where better is shorter",
                "overall without length"));
    for (Row judge : judges) {
      LengthEffect length = judge.effect();
      table.row(
          judge.name(),
          List.of(
              Html.percent(length.picksLonger()),
              Html.percent(length.decidedByLength()),
              Html.percent(length.whenLonger()),
              Html.percent(length.whenShorter()),
              Html.percent(judge.without(), judge.interval())));
    }
    return table.html();
  }

  private static List<Point> points(LengthEffect length) {
    List<Point> points = new ArrayList<>();
    for (LengthEffect.Bin bin : length.curve()) {
      String title =
          Html.format(
              "%+.0f characters: %s %% of %d",
              bin.difference(), Html.percent(bin.accuracy()), bin.n());
      points.add(new Point(symmetricLog(bin.difference()), bin.accuracy(), bin.n(), title));
    }
    return points;
  }

  private static double symmetricLog(double difference) {
    return Math.signum(difference) * Math.log10(1 + Math.abs(difference));
  }

  private static double[] ticks(double end) {
    double[] ticks = new double[2 * (int) end + 1];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = i - end;
    }
    return ticks;
  }
}

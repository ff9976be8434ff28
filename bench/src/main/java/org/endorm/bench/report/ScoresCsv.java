package org.endorm.bench.report;

import java.util.StringJoiner;
import org.endorm.bench.statistics.Interval;

/** A run's figures as a table for spreadsheets: a line for each judge and domain (RFC 4180). */
public final class ScoresCsv {
  private ScoresCsv() {}

  /** The content of {@code scores.csv}. */
  public static String of(BenchReport report) {
    StringBuilder csv =
        new StringBuilder("benchmark,model,judge,domain,figure,value,low,high,n\r\n");
    report
        .judges()
        .forEach(
            (name, judge) -> {
              int n = judge.score().n();
              line(
                  csv,
                  report,
                  name,
                  "overall",
                  "overall",
                  judge.score().overall(),
                  judge.overall(),
                  n);
              judge
                  .score()
                  .more()
                  .forEach((f, v) -> line(csv, report, name, "overall", f, v, Interval.UNKNOWN, n));
              judge
                  .score()
                  .domains()
                  .forEach(
                      (domain, score) -> {
                        Interval interval = judge.domains().get(domain);
                        line(
                            csv,
                            report,
                            name,
                            domain,
                            "accuracy",
                            score.accuracy(),
                            interval,
                            score.n());
                        score
                            .more()
                            .forEach(
                                (f, v) ->
                                    line(
                                        csv,
                                        report,
                                        name,
                                        domain,
                                        f,
                                        v,
                                        Interval.UNKNOWN,
                                        score.n()));
                      });
            });
    return csv.toString();
  }

  private static void line(
      StringBuilder csv,
      BenchReport report,
      String judge,
      String domain,
      String figure,
      double value,
      Interval interval,
      int n) {
    StringJoiner fields = new StringJoiner(",", "", "\r\n");
    fields.add(quoted(report.benchmark().name())).add(quoted(report.provenance().model()));
    fields.add(quoted(judge)).add(quoted(domain)).add(quoted(figure));
    fields.add(number(value)).add(number(interval.low())).add(number(interval.high()));
    csv.append(fields.add(Integer.toString(n)));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  private static String quoted(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

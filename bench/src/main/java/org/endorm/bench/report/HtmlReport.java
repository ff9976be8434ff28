package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.endorm.bench.Matrix;
import org.endorm.bench.statistics.Calibration;
import org.endorm.scoring.TracedReward;
import org.jspecify.annotations.Nullable;

/** A run as one page that needs nothing but itself, in light and dark, on a phone and on paper. */
public final class HtmlReport {
  private final BenchReport report;
  private final List<JudgeReport> judges;

  private HtmlReport(BenchReport report) {
    this.report = report;
    this.judges = List.copyOf(report.judges().values());
  }

  /**
   * The content of {@code report.html}.
   *
   * @param explained the name of the judge whose worst mistakes are shown token by token
   * @param tokens that judge; null to show none
   */
  public static String of(BenchReport report, String explained, @Nullable TracedReward tokens) {
    HtmlReport html = new HtmlReport(report);
    StringBuilder body = new StringBuilder(html.head());
    body.append(ScoreSection.of(html.judges));
    body.append(html.matrices());
    List<JudgeReport> comparing =
        html.judges.stream().filter(judge -> judge.comparing() != null).toList();
    if (!comparing.isEmpty()) {
      body.append(html.differences());
      body.append(LengthSection.of(comparing.stream().map(HtmlReport::length).toList()));
      body.append(CalibrationSection.of(calibrations(comparing)));
      if (tokens != null) {
        body.append(html.mistakes(explained, new Mistakes(tokens)));
      }
    }
    body.append(DataSection.of(report.data(), report.outcome().refusals()));
    body.append(html.provenance());
    String title = report.benchmark().title() + " · " + report.provenance().model();
    return Html.page(title, body.toString());
  }

  private String head() {
    JudgeReport first = judges.getFirst();
    List<String> said = new ArrayList<>();
    said.add(report.provenance().model());
    said.add(first.score().n() + " prompts");
    said.add(judges.size() == 1 ? "1 judge" : judges.size() + " judges");
    String sample = report.provenance().sample();
    if (sample != null) {
      said.add("a sample: " + sample);
    }
    if (!first.score().missing().isEmpty()) {
      said.add("missing: " + String.join(", ", first.score().missing()));
    }
    return Html.format(
        "<header><h1>%s</h1><p class=\"lead\">%s</p></header>\n",
        Html.escape(report.benchmark().title()), Html.escape(String.join(" · ", said)));
  }

  private String matrices() {
    StringBuilder html = new StringBuilder();
    for (JudgeReport judge : judges) {
      SequencedMap<String, Matrix> byDomain = new LinkedHashMap<>();
      judge
          .score()
          .domains()
          .forEach(
              (domain, score) -> {
                if (score.matrix() != null) {
                  byDomain.put(domain, score.matrix());
                }
              });
      html.append(MatrixView.row(judge.name(), judge.score().matrix(), byDomain));
    }
    return html.isEmpty() ? "" : Html.section("Matrices", MatrixView.LEAD, html.toString());
  }

  private String differences() {
    if (report.differences().isEmpty()) {
      return "";
    }
    Table table =
        new Table(
            List.of(
                judges.getFirst().name() + " against",
                "difference",
                "only it wins",
                "only the other wins",
                "McNemar p",
                "p, Holm"));
    for (BenchReport.Difference difference : report.differences()) {
      table.row(
          difference.second(),
          List.of(
              Html.percent(difference.by(), difference.interval()),
              Long.toString(difference.test().onlyFirst()),
              Long.toString(difference.test().onlySecond()),
              Html.number(difference.test().p()),
              Html.number(difference.holm())));
    }
    return Html.section(
        "Paired differences",
        "How much better the first judge is, in points of the overall figure, with the paired"
            + " bootstrap interval over prompts. McNemar's test takes comparisons for independent,"
            + " which those of one prompt are not; the last column corrects it for the number of"
            + " judges.",
        table.html());
  }

  private static LengthSection.Row length(JudgeReport judge) {
    JudgeReport.Comparing c = judge.comparing();
    return new LengthSection.Row(
        judge.name(), c.length(), c.lengthRegressed(), c.lengthRegressedInterval());
  }

  private static SequencedMap<String, Calibration> calibrations(List<JudgeReport> judges) {
    SequencedMap<String, Calibration> calibrations = new LinkedHashMap<>();
    judges.forEach(judge -> calibrations.put(judge.name(), judge.comparing().calibration()));
    return calibrations;
  }

  private String mistakes(String judge, Mistakes mistakes) {
    String shown = mistakes.of(report.outcome().of(judge));
    return shown.isEmpty()
        ? ""
        : Html.section(
            "Worst mistakes of " + judge,
            "The comparisons lost by most, one a prompt. The colour of a token is its reward, blue"
                + " above 0 and orange below; its number appears when it is pointed at.",
            shown);
  }

  private String provenance() {
    Table table = new Table(List.of("what", "value"));
    table.row("model", List.of(Html.escape(report.provenance().model())));
    report
        .provenance()
        .facts()
        .forEach(
            (name, value) -> table.row(name, List.of("<code>" + Html.escape(value) + "</code>")));
    return Html.section("Provenance", "", table.html());
  }
}

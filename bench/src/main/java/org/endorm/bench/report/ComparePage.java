package org.endorm.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.endorm.bench.Matrix;
import org.endorm.bench.statistics.Calibration;
import org.endorm.bench.statistics.LengthEffect;

/**
 * Several runs side by side, read from their {@code result.json}: for each benchmark the figures,
 * matrices, length curves and reliability diagrams of every run's judges, and in what the runs
 * differ.
 */
public final class ComparePage {
  private final Map<String, JsonNode> runs;

  /** A judge of a run. */
  private record Line(String name, JsonNode judge) {}

  private ComparePage(Map<String, JsonNode> runs) {
    this.runs = runs;
  }

  /**
   * The page.
   *
   * @param runs each run's result by the name it is shown under
   */
  public static String of(Map<String, JsonNode> runs) {
    ComparePage page = new ComparePage(runs);
    StringBuilder body =
        new StringBuilder("<header><h1>Runs compared</h1><p class=\"lead\">")
            .append(runs.size())
            .append(" runs. A figure is in percent, with its 95 % bootstrap interval over prompts.")
            .append("</p></header>\n");
    page.benchmarks().forEach((name, lines) -> body.append(section(name, lines)));
    return Html.page("Runs compared", body.append(page.provenance()).toString());
  }

  private SequencedMap<String, List<Line>> benchmarks() {
    SequencedMap<String, List<Line>> benchmarks = new LinkedHashMap<>();
    runs.forEach(
        (run, result) -> {
          String benchmark = result.path("benchmark").asText();
          List<Line> lines = benchmarks.computeIfAbsent(benchmark, b -> new ArrayList<>());
          result
              .path("judges")
              .properties()
              .forEach(
                  judge -> lines.add(new Line(run + " · " + judge.getKey(), judge.getValue())));
        });
    return benchmarks;
  }

  private static String section(String benchmark, List<Line> lines) {
    StringBuilder html = new StringBuilder(Html.section(benchmark, "", table(lines)));
    html.append(matrices(lines));
    List<LengthSection.Row> lengths = new ArrayList<>();
    SequencedMap<String, Calibration> calibrations = new LinkedHashMap<>();
    for (Line line : lines) {
      LengthEffect length = ResultReader.length(line.judge());
      if (length != null) {
        double without = ResultReader.number(line.judge(), "length_regressed");
        var interval = ResultReader.interval(line.judge(), "length_regressed_interval");
        lengths.add(new LengthSection.Row(line.name(), length, without, interval));
      }
      Optional.ofNullable(ResultReader.calibration(line.judge()))
          .ifPresent(calibration -> calibrations.put(line.name(), calibration));
    }
    html.append(lengths.isEmpty() ? "" : LengthSection.of(lengths));
    return html.append(calibrations.isEmpty() ? "" : CalibrationSection.of(calibrations))
        .toString();
  }

  private static String table(List<Line> lines) {
    Set<String> domains = new LinkedHashSet<>();
    lines.forEach(line -> line.judge().path("domains").fieldNames().forEachRemaining(domains::add));
    List<String> heads = new ArrayList<>(List.of("run · judge", "n", "overall", "0 to 100"));
    heads.addAll(domains);
    Table table = new Table(heads);
    for (Line line : lines) {
      List<String> cells = new ArrayList<>();
      cells.add(line.judge().path("n").asText());
      cells.add("<b>" + figure(line.judge(), "overall") + "</b>");
      double overall = ResultReader.number(line.judge(), "overall");
      cells.add(Html.track(overall, ResultReader.interval(line.judge(), "interval")));
      domains.forEach(d -> cells.add(figure(line.judge().path("domains").path(d), "accuracy")));
      table.row(line.name(), cells);
    }
    return table.html();
  }

  private static String figure(JsonNode node, String field) {
    return Html.percent(ResultReader.number(node, field), ResultReader.interval(node, "interval"));
  }

  private static String matrices(List<Line> lines) {
    StringBuilder html = new StringBuilder();
    for (Line line : lines) {
      SequencedMap<String, Matrix> byDomain = new LinkedHashMap<>();
      line.judge()
          .path("domains")
          .forEachEntry(
              (domain, score) -> {
                Matrix matrix = ResultReader.matrix(score);
                if (matrix != null) {
                  byDomain.put(domain, matrix);
                }
              });
      html.append(MatrixView.row(line.name(), ResultReader.matrix(line.judge()), byDomain));
    }
    return html.isEmpty() ? "" : Html.section("Matrices", MatrixView.LEAD, html.toString());
  }

  /** What the runs were made of. */
  private String provenance() {
    Set<String> facts = new LinkedHashSet<>(List.of("model"));
    runs.values().forEach(r -> r.path("provenance").fieldNames().forEachRemaining(facts::add));
    List<String> heads = new ArrayList<>(List.of("what"));
    heads.addAll(runs.keySet());
    Table table = new Table(heads);
    for (String fact : facts) {
      List<String> values = runs.values().stream().map(result -> fact(result, fact)).toList();
      table.row(fact, values.stream().map(v -> "<code>" + Html.escape(v) + "</code>").toList());
    }
    return Html.section("Provenance", "", table.html());
  }

  private static String fact(JsonNode result, String fact) {
    JsonNode value = result.path("provenance").path(fact);
    return fact.equals("model") ? result.path("model").asText() : value.asText(Html.NONE);
  }
}

package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Refusal;
import org.endorm.bench.data.DataFault;
import org.endorm.bench.data.DataFile;

/** What was read, what was damaged, and where judges gave no number. */
final class DataSection {
  private static final int LISTED = 20;

  private DataSection() {}

  static String of(BenchmarkData data, List<Refusal> refusals) {
    Table files = new Table(List.of("file", "rows", "sha256"));
    for (DataFile file : data.files()) {
      String rows = Long.toString(file.rows());
      files.row(file.name(), List.of(rows, "<code>" + file.sha256() + "</code>"));
    }
    int damaged = data.faults().size();
    String lead =
        damaged == 0
            ? "No row was damaged."
            : damaged + (damaged == 1 ? " row was" : " rows were") + " damaged and left out.";
    return Html.section(
        "Data",
        lead,
        files.html()
            + listed(data.faults().stream().map(DataFault::toString).toList())
            + silent(refusals));
  }

  /** Where each judge gave no number. */
  private static String silent(List<Refusal> refusals) {
    Map<String, List<String>> byJudge = new LinkedHashMap<>();
    for (Refusal refusal : refusals) {
      byJudge
          .computeIfAbsent(refusal.judge(), judge -> new ArrayList<>())
          .add(refusal.item() + ", " + refusal.what() + ": " + refusal.message());
    }
    StringBuilder html = new StringBuilder();
    byJudge.forEach(
        (judge, lines) ->
            html.append("<details><summary>")
                .append(Html.escape(judge))
                .append(" gave no number ")
                .append(lines.size())
                .append(" times</summary>\n")
                .append(listed(lines))
                .append("</details>\n"));
    return html.toString();
  }

  private static String listed(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<ul>\n");
    for (String line : lines.subList(0, Math.min(LISTED, lines.size()))) {
      html.append("<li>").append(Html.escape(line)).append('\n');
    }
    if (lines.size() > LISTED) {
      html.append("<li>and ").append(lines.size() - LISTED).append(" more\n");
    }
    return html.append("</ul>\n").toString();
  }
}

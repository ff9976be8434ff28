package org.endorm.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Score;

/** The figures of the protocol. */
final class ScoreSection {
  private ScoreSection() {}

  static String of(List<JudgeReport> judges) {
    return accuracy(judges) + details(judges);
  }

  private static String accuracy(List<JudgeReport> judges) {
    Set<String> domains = new LinkedHashSet<>();
    judges.forEach(judge -> domains.addAll(judge.score().domains().sequencedKeySet()));
    boolean compares = judges.stream().anyMatch(judge -> judge.comparing() != null);
    List<String> heads = new ArrayList<>(List.of("judge", "overall", "0 to 100"));
    heads.addAll(domains);
    if (compares) {
      heads.addAll(List.of("tied", "ties half"));
    }
    heads.add("no number");
    Table table = new Table(heads);
    for (JudgeReport judge : judges) {
      List<String> cells = new ArrayList<>();
      cells.add("<b>" + Html.percent(judge.score().overall(), judge.overall()) + "</b>");
      cells.add(Html.track(judge.score().overall(), judge.overall()));
      for (String domain : domains) {
        DomainScore score = judge.score().domains().get(domain);
        cells.add(
            score == null
                ? Html.NONE
                : Html.percent(score.accuracy(), judge.domains().get(domain)));
      }
      if (compares) {
        JudgeReport.Comparing comparing = judge.comparing();
        cells.add(comparing == null ? Html.NONE : Html.percent(comparing.ties().share()));
        cells.add(comparing == null ? Html.NONE : Html.percent(comparing.ties().half()));
      }
      cells.add(Long.toString(judge.refused()));
      table.row(judge.name(), cells);
    }
    String ties =
        compares
            ? " A tie is not won, nor is a comparison for which a judge gave no number. The last"
                + " columns: the share of all comparisons that tie, the share won if a tie were"
                + " half won, and answers or pairs without a number."
            : " What a judge gave no number for counts as judged wrongly.";
    return Html.section(
        "Accuracy",
        "Percent; below each figure its 95 % bootstrap interval over prompts." + ties,
        table.html());
  }

  /** What a benchmark tells besides the accuracies. */
  private static String details(List<JudgeReport> judges) {
    Set<String> figures = new LinkedHashSet<>();
    for (JudgeReport judge : judges) {
      figures.addAll(judge.score().more().sequencedKeySet());
      judge
          .score()
          .domains()
          .forEach(
              (domain, score) -> score.more().keySet().forEach(f -> figures.add(name(domain, f))));
    }
    if (figures.isEmpty()) {
      return "";
    }
    List<String> heads = new ArrayList<>(List.of("figure"));
    judges.forEach(judge -> heads.add(judge.name()));
    Table table = new Table(heads);
    for (String figure : figures) {
      table.row(
          figure, judges.stream().map(judge -> shown(figure, figure(judge, figure))).toList());
    }
    String summary = "<details open><summary>All further figures of the protocol</summary>\n";
    return Html.section("In detail", "", summary + table.html() + "</details>\n");
  }

  private static String name(String domain, String figure) {
    return domain + " · " + figure;
  }

  private static String shown(String figure, double value) {
    String last = figure.substring(figure.lastIndexOf('·') + 1).strip();
    return Score.isShare(last) ? Html.percent(value) : Html.number(value);
  }

  private static double figure(JudgeReport judge, String figure) {
    Double own = judge.score().more().get(figure);
    if (own != null) {
      return own;
    }
    return judge.score().domains().entrySet().stream()
        .filter(domain -> figure.startsWith(name(domain.getKey(), "")))
        .map(
            domain ->
                domain.getValue().more().get(figure.substring(name(domain.getKey(), "").length())))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(Double.NaN);
  }
}

package org.endorm.theory.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.endorm.theory.ExponentFit;
import org.endorm.theory.report.Plot.Series;
import org.junit.jupiter.api.Test;

/**
 * A quick run, against its own numbers of before.
 *
 * <p>{@code -Dendorm.regenerate=FILE} writes them anew; a change must be explained, for the same
 * seed is promised to give the same numbers.
 */
class TheoryReportTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Below this a pinned number is rounding alone and may differ between processors. */
  private static final double NOISE = 1e-7;

  /** What another processor's exp and log may change in the others. */
  private static final double RELATIVE = 1e-6;

  /** A search follows comparisons, which rounding may turn. */
  private static final double SEARCHED = 0.05;

  /** Made by each test, so that mutation testing sees which code it runs through. */
  private static TheoryReport quick() {
    return TheoryReport.run(7, Effort.QUICK, done -> {});
  }

  @Test
  void everyClaimHolds() {
    TheoryReport report = quick();
    assertThat(report.claims()).filteredOn(claim -> !claim.holds()).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.claims())
        .allMatch(c -> c.claim().matches("(Proposition 1: |Theorem [12]: |Beyond: ).+"));
  }

  @Test
  void theSameSeedGivesTheSameOutput() {
    TheoryReport report = quick();
    List<Integer> heard = new ArrayList<>();
    TheoryReport again = TheoryReport.run(7, Effort.QUICK, heard::add);
    assertThat(heard).containsExactly(1, 2, 3, TheoryReport.CHAPTERS);
    assertThat(again.json()).isEqualTo(report.json());
    assertThat(again.html()).isEqualTo(report.html());
    assertThat(again.table()).isEqualTo(report.table());
    assertThat(new TheoremTwo(8, Effort.QUICK).run().claims())
        .isNotEqualTo(report.chapters().get(2).claims());
  }

  @Test
  void numbersAreThoseOfBefore() throws IOException {
    JsonNode actual = summary(quick());
    String regenerate = System.getProperty("endorm.regenerate");
    if (regenerate != null) {
      Files.writeString(Path.of(regenerate), actual.toPrettyString() + "\n");
    }
    JsonNode pinned;
    try (InputStream in = TheoryReportTest.class.getResourceAsStream("quick.json")) {
      pinned = MAPPER.readTree(Objects.requireNonNull(in));
    }
    assertThat(actual.size()).isEqualTo(pinned.size());
    for (int i = 0; i < pinned.size(); i++) {
      assertThat(actual.get(i).get("name")).isEqualTo(pinned.get(i).get("name"));
      compare(pinned.get(i).get("name").textValue(), numbers(actual, i), numbers(pinned, i));
    }
  }

  private static void compare(String name, double[] actual, double[] pinned) {
    assertThat(actual).as(name).hasSameSizeAs(pinned);
    boolean searched = name.contains("search");
    for (int k = 0; k < pinned.length; k++) {
      double size = Math.abs(pinned[k]);
      double tolerance = searched ? SEARCHED * Math.max(1, size) : NOISE + RELATIVE * size;
      assertThat(actual[k]).as(name).isCloseTo(pinned[k], within(tolerance));
      // The largest of many roundings is never 0, unless it was not measured.
      assertThat(actual[k] == 0).as(name).isEqualTo(pinned[k] == 0);
    }
  }

  private static double[] numbers(JsonNode rows, int i) {
    JsonNode node = rows.get(i).get("numbers");
    double[] numbers = new double[node.size()];
    Arrays.setAll(numbers, k -> node.get(k).doubleValue());
    return numbers;
  }

  /** One row for each claim and each series: what it is, and its numbers. */
  private static JsonNode summary(TheoryReport report) {
    ArrayNode rows = MAPPER.createArrayNode();
    for (Claim claim : report.claims()) {
      ExponentFit fit = claim.fit();
      double[] numbers =
          fit == null
              ? new double[] {claim.measured(), claim.bound()}
              : new double[] {claim.measured(), claim.bound(), fit.low(), fit.high()};
      row(rows, claim.claim() + " " + claim.relation().sign(), numbers);
    }
    for (Chapter chapter : report.chapters()) {
      row(rows, chapter.title() + " / " + chapter.text());
      for (Plot plot : chapter.plots()) {
        row(rows, plot.title() + " / " + plot.caption() + " / " + plot.x() + plot.y());
        plot.series().forEach(s -> row(rows, plot.title() + ": " + s.name() + s.mark(), sums(s)));
      }
    }
    return rows;
  }

  private static double[] sums(Series s) {
    int last = s.x().length - 1;
    return new double[] {
      last,
      s.x()[last],
      Arrays.stream(s.x()).sum(),
      s.y()[0],
      s.y()[last],
      Arrays.stream(s.y()).sum()
    };
  }

  private static void row(ArrayNode rows, String name, double... numbers) {
    ObjectNode row = rows.addObject().put("name", name);
    Arrays.stream(numbers).forEach(row.putArray("numbers")::add);
  }

  @Test
  void jsonReadsBack() throws IOException {
    TheoryReport report = quick();
    JsonNode json = MAPPER.readTree(report.json());
    assertThat(json).hasSameSizeAs(report.claims());
    for (int i = 0; i < json.size(); i++) {
      Claim claim = report.claims().get(i);
      assertThat(json.get(i).get("claim").textValue()).isEqualTo(claim.claim());
      assertThat(json.get(i).get("measured").doubleValue()).isEqualTo(claim.measured());
      assertThat(json.get(i).get("bound").doubleValue()).isEqualTo(claim.bound());
      assertThat(json.get(i).get("holds").booleanValue()).isTrue();
    }
  }

  @Test
  void jsonAndTableOfAFewClaims() {
    List<Claim> claims =
        List.of(
            Claim.atMost("Theorem 9: π̂ \"b\" \\", 0.5, 1),
            Claim.atLeast("Beyond: c", 0.5, 1),
            Claim.exponent("d", new ExponentFit(2, 1.5, 2.5), 2));
    Chapter chapter = new Chapter("Theorem 9: of nothing", "t", claims, List.of());
    TheoryReport few = new TheoryReport(List.of(chapter));
    assertThat(few.holds()).isFalse();
    assertThat(few.json())
        .isEqualTo(
            """
            [
              {"claim": "Theorem 9: π̂ \\"b\\" \\\\", "measured": 0.5, "relation": "≤", "bound": 1.0, "holds": true},
              {"claim": "Beyond: c", "measured": 0.5, "relation": "≥", "bound": 1.0, "holds": false},
              {"claim": "d", "measured": 2.0, "interval": [1.5, 2.5], "relation": "≈", "bound": 2.0, "holds": true}
            ]
            """);
    assertThat(few.table())
        .isEqualTo(
            """
                                    measured       bound  holds
            Theorem 9: of nothing
              π̂ "b" \\                 0.5000         ≤ 1  yes
              Beyond: c               0.5000         ≥ 1  NO
              d          2.000 (1.500–2.500)         ≈ 2  yes
            2 of 3 claims hold
            """);
  }

  @Test
  void thePageHasEveryClaimAndPlot() {
    TheoryReport report = quick();
    String page = report.html();
    assertThat(page.split("<svg ", -1)).hasSize(1 + 7);
    for (Chapter chapter : report.chapters()) {
      assertThat(page).contains("<h2>" + HtmlReport.escape(chapter.title()) + "</h2>");
      assertThat(chapter.claims())
          .allMatch(c -> page.contains("<td>" + HtmlReport.escape(chapter.below(c)) + "<td>"));
    }
  }
}

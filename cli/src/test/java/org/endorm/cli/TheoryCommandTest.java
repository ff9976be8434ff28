package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheoryCommandTest {
  @TempDir Path folder;

  private final Harness endorm = new Harness();

  private Path out() {
    return folder.resolve("a/report");
  }

  @Test
  void twoWholeRunsGiveTheSameBytes() throws IOException {
    assertThat(endorm.run("theory", "--json", "-o", out().toString())).isZero();
    assertThat(endorm.err()).isEmpty();
    String result = endorm.out();
    String page = Files.readString(out().resolve("report.html"));
    assertThat(out().resolve("result.json")).hasContent(result);
    assertClaims(new ObjectMapper().readTree(result));
    assertThat(page).contains("<svg").doesNotContain("http:", "https:", "<script");

    assertThat(endorm.run("theory", "-o", out().toString(), "--force")).isZero();
    assertThat(out().resolve("result.json")).hasContent(result);
    assertThat(out().resolve("report.html")).hasContent(page);
    assertThePageOfTheDocumentationShowsEachClaim();
    assertThat(endorm.lines()).last().asString().matches("(\\d+) of \\1 claims hold");
    // The hat of π̂ is a character of its own.
    assertThat(endorm.lines()).allMatch(line -> line.replace("\u0302", "").length() <= 100);
  }

  private static void assertClaims(JsonNode claims) {
    Set<String> statements = new LinkedHashSet<>();
    for (JsonNode claim : claims) {
      statements.add(claim.get("claim").asText().split(":")[0]);
      assertThat(claim.get("measured").isNumber()).isTrue();
      assertThat(claim.get("bound").isNumber()).isTrue();
      assertThat(claim.get("holds").booleanValue()).isTrue();
    }
    assertThat(statements).containsExactly("Proposition 1", "Theorem 1", "Theorem 2", "Beyond");
  }

  /** Their words, not their numbers: the last digits of rounding differ between processors. */
  private void assertThePageOfTheDocumentationShowsEachClaim() throws IOException {
    String docs = Files.readString(Path.of(System.getProperty("endorm.root"), "docs/theory.md"));
    for (String line : endorm.lines()) {
      assertThat(docs).contains(line.strip().split(" {2,}")[0]);
    }
  }

  @Test
  void refusesWhatItCannotWriteBeforeItBegins() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(endorm.run("theory", "-o", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).startsWith("endorm: " + file + " cannot be written").hasLineCount(1);
    Files.createDirectories(out());
    Files.writeString(out().resolve("result.json"), "x");
    assertThat(endorm.run("theory", "-o", out().toString())).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err())
        .isEqualTo("endorm: " + out() + " holds a report already; --force writes over it\n");
    assertThat(endorm.run("theory", "--force")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.run("theory", "more")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.out()).isEmpty();
  }
}

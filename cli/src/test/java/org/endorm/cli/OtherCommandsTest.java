package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {
  @TempDir Path folder;
  private final Harness endorm = new Harness();

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void rankPutsTheLargestRewardFirst() throws IOException {
    assertThat(endorm.run("rank", "x", "a", "bb", "a", "--json")).isZero();
    JsonNode line = json(endorm.out());
    int best = line.get("best").asInt();
    assertThat(endorm.run("rank", "x", "a", "bb", "a")).isZero();
    assertThat(endorm.lines()).hasSize(4);
    assertThat(endorm.lines().get(1)).matches(" {3}1 .* " + (best == 0 ? "a" : "bb"));
    assertThat(endorm.err()).contains("sum favours short ones");
    endorm.in("{\"prompt\":\"x\",\"responses\":[\"a\",\"bb\",\"a\"]}").run("score");
    assertThat(json(endorm.out())).isEqualTo(line);
  }

  @Test
  void rankSaysWhatAnotherAggregateGivesUp() {
    assertThat(endorm.run("rank", "x", "a", "b", "--aggregate", "mean")).isZero();
    assertThat(endorm.err()).contains("mean weighs the states' values unevenly");
    assertThat(endorm.run("rank", "x", "a", "b", "--aggregate", "mean", "--quiet")).isZero();
    assertThat(endorm.err()).isEmpty();
  }

  @Test
  void rankOfAnAnswerThatCannotBeScoredFails() throws IOException {
    assertThat(endorm.run("rank", "x", "a", "b".repeat(600))).isEqualTo(1);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err()).contains("endorm: responses[1]: prompt").contains("context of 512");
    assertThat(endorm.run("rank", "x", "a", "b".repeat(600), "--json")).isEqualTo(1);
    assertThat(json(endorm.out()).has("error")).isTrue();
    assertThat(endorm.run("rank", "x", "a")).isEqualTo(2);
  }

  @Test
  void argumentsAreTakenAsTheyStand() throws IOException {
    assertThat(endorm.run("rank", "--json", "--", "@x", "--a", "\"q\"")).isZero();
    assertThat(json(endorm.out()).get("responses").get(1).get("tokens").asInt()).isEqualTo(4);
  }

  @Test
  void explainShowsEachTokenPlainOrColoured() {
    assertThat(endorm.run("explain", "x", "a\nb\u001b", "--quiet")).isZero();
    assertThat(endorm.lines()).hasSize(7);
    assertThat(endorm.out()).contains("↵").contains("␛").doesNotContain("\u001b");
    endorm.environment.put("ENDORM_STDOUT_TTY", "1");
    assertThat(endorm.run("explain", "x", "a\nb", "--quiet")).isZero();
    assertThat(endorm.out()).contains("\u001b[38;5;16;48;5;");
    endorm.environment.put("NO_COLOR", "");
    assertThat(endorm.run("explain", "x", "a\nb", "--quiet")).isZero();
    assertThat(endorm.out()).doesNotContain("\u001b");
  }

  @Test
  void explainWritesAPageThatNeedsNothingElse() throws IOException {
    Path page = folder.resolve("page.html");
    String nasty = "</script><img src=x onerror=1>{{tokens}} & \"'";
    assertThat(endorm.run("explain", "<b>x", nasty, "--html", page.toString()))
        .as(endorm::err)
        .isZero();
    assertThat(endorm.out()).isEmpty();
    assertThat(page)
        .content()
        .contains("&lt;b&gt;x")
        .contains("prefers-color-scheme: dark")
        .doesNotContain("<img")
        .doesNotContain("http:")
        .doesNotContain("https:");
    assertThat(endorm.run("explain", "x", "y", "--html", folder.toString())).isEqualTo(2);
    assertThat(endorm.run("explain", "x", "y", "--html", folder + "/no/page.html")).isEqualTo(2);
  }

  @Test
  void bestKeepsTheBestOfEachRow() throws IOException {
    String rows =
        """
        {"id":"a","prompt":[{"role":"user","content":"x"}],"responses":["one","two","three"]}
        {"prompt":"x","response":"y"}
        """;
    assertThat(endorm.in(rows).run("best", "--quiet")).isEqualTo(1);
    JsonNode best = json(endorm.lines().getFirst());
    assertThat(best.properties().stream().map(Map.Entry::getKey))
        .containsExactly("id", "prompt", "response", "best", "reward");
    assertThat(json(endorm.lines().get(1)).get("error").get("type").asText())
        .isEqualTo("unknown_shape");
    endorm.in(rows).run("score", "--quiet");
    JsonNode scored = json(endorm.lines().getFirst());
    int index = scored.get("best").asInt();
    assertThat(best.get("best").asInt()).isEqualTo(index);
    assertThat(best.get("reward")).isEqualTo(scored.get("responses").get(index).get("reward"));
    assertThat(best.get("response").asText())
        .isEqualTo(new String[] {"one", "two", "three"}[index]);
  }

  @Test
  void filterKeepsTheBestRowsAsTheyStand() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      rows.append("{ \"prompt\":\"x\", \"response\":\"r%d\", \"more\":1.0 }\n".formatted(i));
    }
    rows.append("{\"prompt\":\"x\"}\n");
    endorm.in(rows.toString()).run("score", "--quiet");
    double[] rewards =
        endorm.lines().subList(0, 10).stream()
            .mapToDouble(
                line -> Double.parseDouble(line.replaceAll(".*\"reward\":([^,]+),.*", "$1")))
            .toArray();
    double third = java.util.Arrays.stream(rewards).sorted().toArray()[7];
    assertThat(endorm.in(rows.toString()).run("filter", "--top", "0.3", "--quiet")).isEqualTo(1);
    assertThat(endorm.err()).isEqualTo("endorm: row 10: the row has no response\n");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      expected.append(rewards[i] >= third ? rows.toString().lines().toList().get(i) + "\n" : "");
    }
    assertThat(endorm.out()).isEqualTo(expected.toString());
    Path in = Files.writeString(folder.resolve("in.jsonl"), rows);
    Path out = folder.resolve("out.jsonl");
    String[] args = {"filter", in.toString(), "--min", "" + third, "-o", out.toString()};
    assertThat(endorm.run(args)).isEqualTo(1);
    assertThat(out).hasContent(expected.toString());
    assertThat(endorm.run(args)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"filter", "filter --top 0", "filter --top 2", "filter --top 1 --min 1"})
  void filterNeedsOneMeasure(String line) {
    assertThat(endorm.in("{}").run(line.split(" "))).isEqualTo(2);
    assertThat(endorm.err()).hasLineCount(1);
  }

  @Test
  void modelsListsTheCatalogue() {
    assertThat(endorm.run("models")).isZero();
    assertThat(endorm.out()).contains("smollm2").contains("Apache-2.0");
  }

  @Test
  void helpAndVersionAreResults() {
    assertThat(endorm.run("--help")).isZero();
    assertThat(endorm.out()).contains("rank").contains("score");
    assertThat(endorm.run("--version")).isZero();
    assertThat(endorm.out()).matches("endorm \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(endorm.run()).isEqualTo(2);
    assertThat(endorm.run("nonsense")).isEqualTo(2);
    assertThat(endorm.err()).startsWith("endorm: ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rank",
        "score",
        "explain",
        "best",
        "filter",
        "render",
        "tokenize",
        "bench",
        "theory",
        "models"
      })
  void aCommandTellsTheSameOfItselfHoweverItIsAsked(String command) {
    assertThat(endorm.run(command, "--help")).isZero();
    String usage = endorm.out();
    assertThat(usage).startsWith("Usage: endorm " + command + " ");
    assertThat(endorm.run("help", command)).isZero();
    assertThat(endorm.out()).isEqualTo(usage);
  }

  @Test
  void aReaderThatGoesAwayIsNotAnError() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    int code =
        Main.run(
            new String[] {"--help"},
            java.io.InputStream.nullInputStream(),
            closed,
            new java.io.PrintStream(err, true),
            Map.of());
    assertThat(code).isEqualTo(141);
    assertThat(err.size()).isZero();
  }
}

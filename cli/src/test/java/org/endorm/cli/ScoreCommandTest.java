package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.scoring.HashTraces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
  private static final String ROW = "{\"prompt\":\"x\",\"response\":\"%s\"}\n";

  @TempDir Path folder;
  private final Harness endorm = new Harness();

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(ROW.formatted("answer " + i));
    }
    return rows.toString();
  }

  private static List<JsonNode> json(List<String> lines) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : lines) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }

  @Test
  void oneLineOutForEachRowInInOrder() throws IOException {
    Path input = file("in.jsonl", rows(2500));
    assertThat(endorm.run("score", input.toString(), "--quiet")).isZero();
    assertThat(endorm.err()).isEmpty();
    List<JsonNode> lines = json(endorm.lines());
    assertThat(lines).hasSize(2500);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).get("id").asInt()).isEqualTo(i);
    }
    String last = lines.get(2499).toString();
    assertThat(endorm.in(ROW.formatted("answer 2499")).run("score", "-", "--quiet")).isZero();
    assertThat(last).endsWith(endorm.lines().getFirst().substring("{\"id\":0".length()));
  }

  @Test
  void standardInputIsTheDefault() {
    assertThat(endorm.in(rows(2)).run("score")).isZero();
    assertThat(endorm.lines()).hasSize(2);
    assertThat(endorm.err()).isEqualTo("note: a note of the model\n");
  }

  @Test
  void blankLinesAreSkippedButCounted() throws IOException {
    String text = "\n" + ROW.formatted("a") + "  \t\r\n" + ROW.formatted("b").replace("\n", "\r\n");
    endorm.in(text).run("score");
    assertThat(json(endorm.lines())).extracting(n -> n.get("id").asInt()).containsExactly(1, 3);
  }

  @Test
  void linesEndAtNewlinesAloneAndAByteOrderMarkIsNoText() throws IOException {
    endorm.in("\uFEFF" + ROW.formatted("a\u2028b\u0085c")).run("score", "--tokens");
    assertThat(json(endorm.lines()).getFirst().get("tokens").asInt()).isEqualTo(6);
  }

  @Test
  void failedRowsStandInTheirPlaceAndTheExitCodeSaysSo() throws IOException {
    String text =
        ROW.formatted("a")
            + "nonsense\n[1]\n{}\n"
            + ROW.formatted("x".repeat(3_000_000))
            + "{\"id\":\"i\",\"prompt_ids\":[99],\"response_ids\":[1]}\n"
            + ROW.formatted("a");
    assertThat(endorm.in(text).run("score", "--quiet")).isEqualTo(1);
    List<JsonNode> lines = json(endorm.lines());
    assertThat(lines)
        .extracting(n -> n.path("error").path("type").asText())
        .containsExactly(
            "", "not_json", "not_an_object", "unknown_shape", "too_long", "bad_ids", "");
    assertThat(lines.get(6).get("reward")).isEqualTo(lines.get(0).get("reward"));
    assertThat(lines.get(5).get("id").asText()).isEqualTo("i");
    assertThat(lines.get(2).get("id").asInt()).isEqualTo(2);
  }

  @Test
  void strictStopsAtTheFirstFailure() throws IOException {
    String text = ROW.formatted("a") + "{}\n" + ROW.formatted("b");
    assertThat(endorm.in(text).run("score", "--strict", "--quiet")).isEqualTo(1);
    assertThat(endorm.lines()).hasSize(2);
    assertThat(json(endorm.lines()).get(1).has("error")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "  \n", "nonsense\nmore\n", "<html>\n"})
  void whatHoldsNoRowIsNoInput(String text) throws IOException {
    Path input = file("in.jsonl", text);
    assertThat(endorm.run("score", input.toString(), "--quiet")).isEqualTo(2);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err()).startsWith("endorm: ").contains("in.jsonl").hasLineCount(1);
    assertThat(endorm.in(text).run("score", "-")).isEqualTo(2);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err()).contains("standard input");
  }

  @Test
  void whatIsNotUtf8IsRefusedBeforeAnythingIsDone() throws IOException {
    byte[] latin = (rows(3) + ROW.formatted("\u00e9")).getBytes(StandardCharsets.ISO_8859_1);
    Path input = Files.write(folder.resolve("in.jsonl"), latin);
    assertThat(endorm.run("score", input.toString())).isEqualTo(2);
    assertThat(endorm.err()).isEqualTo("endorm: " + input + " is not UTF-8: line 4\n");
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.in(latin).run("score", "-", "--quiet")).isEqualTo(2);
    assertThat(endorm.lines()).hasSize(3);
  }

  @Test
  void surrogatesEncodedAsBytesAreNotUtf8() throws IOException {
    byte[] cesu = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '\n'};
    Path input = Files.write(folder.resolve("in.jsonl"), cesu);
    assertThat(endorm.run("score", input.toString())).isEqualTo(2);
    assertThat(endorm.err()).contains("not UTF-8");
  }

  @Test
  void aMissingInputIsNamed() {
    assertThat(endorm.run("score", folder.resolve("none.jsonl").toString())).isEqualTo(2);
    assertThat(endorm.err()).contains("none.jsonl does not exist").hasLineCount(1);
    assertThat(endorm.run("score", folder.toString())).isEqualTo(2);
    assertThat(endorm.err()).contains("is a directory");
  }

  @Test
  void aJsonFileIsAnArrayOrRowsOneAfterAnother() throws IOException {
    Path array = file("a.json", "[" + rows(3).strip().replace("\n", ",\n") + ", 7]");
    assertThat(endorm.run("score", array.toString(), "--quiet")).as(endorm::err).isEqualTo(1);
    List<JsonNode> lines = json(endorm.lines());
    assertThat(lines).extracting(n -> n.get("id").asInt()).containsExactly(0, 1, 2, 3);
    assertThat(lines.get(3).get("error").get("type").asText()).isEqualTo("not_an_object");
    Path sequence = file("b.json", rows(3));
    assertThat(endorm.run("score", sequence.toString(), "--quiet")).isZero();
    assertThat(json(endorm.lines())).isEqualTo(lines.subList(0, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "[{\"a\":1}", "[{}] x", "{\"a\":", "nonsense", "[{\"a\":1},]", "[1 2]"})
  void aJsonFileThatDoesNotParseIsRefused(String text) throws IOException {
    Path input = file("in.json", text);
    assertThat(endorm.run("score", input.toString())).isEqualTo(2);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err()).contains("in.json").hasLineCount(1);
  }

  @Test
  void aJsonFileIsStrictUtf8() throws IOException {
    Path input = Files.write(folder.resolve("in.json"), new byte[] {'"', (byte) 0xE9, '"'});
    assertThat(endorm.run("score", input.toString())).isEqualTo(2);
    assertThat(endorm.err()).contains("not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alpha 0|alpha must be positive",
        "--alpha -1|alpha must be positive",
        "--alpha NaN|alpha must be positive",
        "--alpha x|'x' is not a double",
        "--aggregate nonsense|unknown aggregate 'nonsense'",
        "--aggregate clipped|needs a floor",
        "--aggregate discounted --gamma 2|gamma must be between 0 and 1",
        "--gamma 0.5|--gamma belongs to --aggregate discounted",
        "--floor 1|--floor belongs to --aggregate clipped",
        "--dtype float16|there is no --dtype float16",
        "--threads 0|threads must be at least 1",
        "--batch-tokens 0|batch tokens must be at least 1",
        "--steps (|step pattern is no regular expression",
        "--now yesterday|is no time such as",
        "--resume|--resume needs -o OUT",
        "--force|--force needs -o OUT",
        "-o x --resume --force|exclude each other",
        "--nonsense|Unknown option: '--nonsense'"
      })
  void wrongUsageIsOneSentence(String arguments, String says) {
    List<String> args = new ArrayList<>(List.of("score", "-"));
    args.addAll(List.of(arguments.split(" ")));
    assertThat(endorm.in(rows(1)).run(args.toArray(String[]::new))).isEqualTo(2);
    assertThat(endorm.err()).startsWith("endorm: ").contains(says).hasLineCount(1);
    assertThat(endorm.out()).isEmpty();
  }

  @Test
  void aModelThatCannotBeHadIsExitCodeThree() {
    assertThat(endorm.in(rows(1)).run("score", "--model", "missing")).isEqualTo(3);
    assertThat(endorm.err()).isEqualTo("endorm: there is no model \"missing\"\n");
    assertThat(endorm.in(rows(1)).run("score", "--model", "missing", "--debug")).isEqualTo(3);
    assertThat(endorm.err()).contains("\tat org.endorm");
  }

  @Test
  void theModelIsClosedWhateverHappens() {
    HashTraces traces = new HashTraces();
    endorm.model("aa", traces).in("nonsense").run("score");
    assertThat(traces.closed()).isTrue();
  }

  @Test
  void neighboursAreComputedTogether() throws IOException {
    HashTraces traces = new HashTraces();
    Path input = file("in.jsonl", rows(300));
    endorm.model("aa", traces).run("score", input.toString(), "--quiet");
    assertThat(traces.calls()).isLessThan(10);
  }

  @Test
  void parquetIsReadAsRows() throws Exception {
    Path input = folder.resolve("in.parquet");
    try (var duck = java.sql.DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES ('a', [{'role': 'user', 'content': 'x'}], '1', true),"
              + " (NULL, [{'role': 'user', 'content': 'x'}], '2', NULL)) t(id, prompt, completion,"
              + " truncated)) TO '"
              + input
              + "' (FORMAT parquet)");
    }
    assertThat(endorm.run("score", input.toString(), "--quiet")).isZero();
    List<JsonNode> lines = json(endorm.lines());
    assertThat(lines.get(0).get("id").asText()).isEqualTo("a");
    assertThat(lines.get(0).has("v_end")).isTrue();
    assertThat(lines.get(1).get("id").isNull()).isTrue();
    assertThat(endorm.in(ROW.formatted("2")).run("score", "--quiet")).isZero();
    assertThat(lines.get(1).get("reward")).isEqualTo(json(endorm.lines()).getFirst().get("reward"));
    Path broken = file("broken.parquet", "PAR1 and nothing");
    assertThat(endorm.run("score", broken.toString())).isEqualTo(2);
    assertThat(endorm.err()).contains("broken.parquet does not parse as Parquet").hasLineCount(1);
  }
}

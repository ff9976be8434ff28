package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.trace.TraceSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What strangers and accidents put into files. A bad row is an error line in its place between two
 * good ones; a bad file is one sentence and exit code 2. Neither shows a stack trace.
 */
class BadInputTest {
  private static final String GOOD = "{\"prompt\":\"x\",\"response\":\"y\"}";

  @TempDir Path folder;
  private final Harness endorm = new Harness();

  private static Arguments row(String name, String row, String type, String says) {
    return Arguments.of(name, row, type, says);
  }

  private static String message(String role, String content) {
    return "{\"role\":\"%s\",\"content\":%s}".formatted(role, content);
  }

  static Stream<Arguments> badRows() {
    String user = message("user", "\"x\"");
    String assistant = message("assistant", "\"y\"");
    return Stream.of(
        row("not JSON", "nonsense", "not_json", "Unrecognized token 'nonsense'"),
        row("cut off", "{\"prompt\":\"x\",\"resp", "not_json", "end-of-input"),
        row("two objects", GOOD + GOOD, "not_json", "Trailing token"),
        row("trailing comma", "{\"prompt\":\"x\",}", "not_json", "at column 15"),
        row("single quotes", "{'prompt':'x'}", "not_json", "the line is not JSON"),
        row("NaN", "{\"prompt\":\"x\",\"response\":NaN}", "not_json", "token 'NaN' at column"),
        row("Infinity", "{\"id\":-Infinity}", "not_json", "the line is not JSON"),
        row("a raw tab", "{\"prompt\":\"\t\"}", "not_json", "CTRL-CHAR"),
        row("a raw NUL", "{\"prompt\":\"\0\"}", "not_json", "CTRL-CHAR"),
        row("too deep", "[".repeat(100_000), "not_json", "nesting depth (1001)"),
        row("a number too long", "{\"id\":" + "9".repeat(2000) + "}", "not_json", "(2000)"),
        row("an array", "[" + GOOD + "]", "not_an_object", "is an array"),
        row("a string", "\"x\"", "not_an_object", "is a string"),
        row("null", "null", "not_an_object", "is null"),
        row("no field", "{}", "unknown_shape", "none of the known shapes"),
        row("other fields", "{\"question\":\"x\",\"answer\":\"y\"}", "unknown_shape", "none of"),
        row(
            "two shapes", "{\"prompt\":\"x\",\"response\":\"y\",\"completion\":\"z\"}",
            "unknown_shape", "response and completion"),
        row("prompt alone", "{\"prompt\":\"x\"}", "no_response", "no response"),
        row("response alone", "{\"response\":\"y\"}", "no_prompt", "no prompt"),
        row("response null", "{\"prompt\":\"x\",\"response\":null}", "no_response", "no response"),
        row("chosen alone", "{\"prompt\":\"x\",\"chosen\":\"y\"}", "no_response", "no rejected"),
        row("no responses", "{\"prompt\":\"x\",\"responses\":[]}", "no_response", "is empty"),
        row("no messages", "{\"messages\":[]}", "no_response", "is empty"),
        row("messages of the user", "{\"messages\":[" + user + "]}", "no_response", "\"user\""),
        row("answer alone", "{\"messages\":[" + assistant + "]}", "no_prompt", "nothing before"),
        row(
            "content null",
            "{\"messages\":[" + user + "," + message("assistant", "null") + "]}",
            "no_response",
            "no content"),
        row(
            "no role",
            "{\"messages\":[{\"content\":\"x\"}," + assistant + "]}",
            "wrong_type",
            "messages[0] has no role"),
        row("messages a string", "{\"messages\":\"x\"}", "wrong_type", "array of messages"),
        row("prompt a number", "{\"prompt\":5,\"response\":\"y\"}", "wrong_type", "a number"),
        row("response a number", "{\"prompt\":\"x\",\"response\":5}", "wrong_type", "a number"),
        row(
            "one of n a number", "{\"prompt\":\"x\",\"responses\":[\"y\",5]}",
            "wrong_type", "responses[1]"),
        row(
            "truncated a string", "{\"prompt\":\"x\",\"response\":\"y\",\"truncated\":\"no\"}",
            "wrong_type", "truncated must be a boolean"),
        row(
            "truncated too few",
                "{\"prompt\":\"x\",\"responses\":[\"y\",\"z\"],\"truncated\":[true]}",
            "wrong_type", "one for each of 2"),
        row(
            "two systems",
            "{\"system\":\"s\",\"messages\":["
                + message("system", "\"t\"")
                + ","
                + user
                + ","
                + assistant
                + "]}",
            "conflict",
            "system"),
        row(
            "half a pair in the prompt", "{\"prompt\":\"\\ud800\",\"response\":\"y\"}",
            "lone_surrogate", "U+D800"),
        row(
            "half a pair in the response", "{\"prompt\":\"x\",\"response\":\"a\\udc00\"}",
            "lone_surrogate", "position 1"),
        row(
            "half a pair in a message",
            "{\"messages\":[" + message("user", "\"\\ud83d\"") + "," + assistant + "]}",
            "lone_surrogate",
            "U+D83D"),
        row("no prompt ids", "{\"prompt_ids\":[],\"response_ids\":[1]}", "bad_ids", "is empty"),
        row("no response ids", "{\"prompt_ids\":[1],\"response_ids\":[]}", "bad_ids", "is empty"),
        row("ids missing", "{\"prompt_ids\":[1]}", "no_response", "no response_ids"),
        row("id outside", "{\"prompt_ids\":[1],\"response_ids\":[64]}", "bad_ids", "ends at 63"),
        row("id negative", "{\"prompt_ids\":[-1],\"response_ids\":[1]}", "bad_ids", "is -1"),
        row("id a fraction", "{\"prompt_ids\":[1],\"response_ids\":[1.5]}", "bad_ids", "is 1.5"),
        row("id a string", "{\"prompt_ids\":[1],\"response_ids\":[\"1\"]}", "bad_ids", "integer"),
        row("id a boolean", "{\"prompt_ids\":[1],\"response_ids\":[true]}", "bad_ids", "integer"),
        row(
            "id enormous", "{\"prompt_ids\":[1],\"response_ids\":[99999999999999999999]}",
            "bad_ids", "integer"),
        row("ids nested", "{\"prompt_ids\":[[1]],\"response_ids\":[1]}", "bad_ids", "integer"),
        row(
            "longer than the context",
            "{\"prompt\":\"x\",\"response\":\"" + "y".repeat(600) + "\"}",
            "too_long",
            "context of 512"),
        row(
            "three million characters",
            "{\"prompt\":\"x\",\"response\":\"" + "y ".repeat(1_500_000) + "\"}",
            "too_long",
            "3,000,001 characters"),
        row(
            "a template that raises",
            "{\"prompt\":\"boom\",\"response\":\"y\"}",
            "template",
            "boom"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRows")
  void aBadRowIsAnErrorInItsPlace(String name, String row, String type, String says)
      throws IOException {
    endorm.in(GOOD + "\n" + row + "\n" + GOOD + "\n");
    assertThat(endorm.run("score", "--quiet")).as(endorm::err).isEqualTo(1);
    assertThat(endorm.err()).isEmpty();
    List<String> lines = endorm.lines();
    assertThat(lines).hasSize(3);
    JsonNode bad = new ObjectMapper().readTree(lines.get(1));
    assertThat(bad.get("id").asInt()).isEqualTo(1);
    assertThat(bad.at("/error/type").asText()).isEqualTo(type);
    assertThat(bad.at("/error/message").asText())
        .contains(says)
        .doesNotContain("`")
        .hasLineCount(1)
        .hasSizeLessThan(300);
    assertThat(reward(lines.get(2))).isEqualTo(reward(lines.get(0)));
  }

  private static double reward(String line) throws IOException {
    return new ObjectMapper().readTree(line).get("reward").asDouble();
  }

  private static Arguments file(String name, String file, byte[] bytes, String says) {
    return Arguments.of(name, file, bytes, says);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        file("empty", "a.jsonl", new byte[0], "is empty"),
        file("blank lines", "a.jsonl", utf8("\n \n\r\n"), "is empty"),
        file("a byte order mark alone", "a.jsonl", utf8("\uFEFF"), "is empty"),
        file("no JSON in it", "a.jsonl", utf8("a\nb\n"), "no line of"),
        file("a picture", "a.jsonl", new byte[] {(byte) 0x89, 'P', 'N', 'G'}, "not UTF-8: line 1"),
        file("UTF-16", "a.jsonl", GOOD.getBytes(StandardCharsets.UTF_16), "not UTF-8"),
        file(
            "Latin-1 at the end",
            "a.jsonl",
            (GOOD + "\n" + GOOD + "\né").getBytes(StandardCharsets.ISO_8859_1),
            "line 3"),
        file("JSON cut off", "a.json", utf8("[" + GOOD + ","), "does not parse as JSON: line 1"),
        file("JSON not closed", "a.json", utf8("[" + GOOD), "does not parse"),
        file("more after the array", "a.json", utf8("[" + GOOD + "]{}"), "more after its array"),
        file("an empty array", "a.json", utf8("[]"), "is empty"),
        file("an array too deep", "a.json", utf8("[".repeat(100_000)), "nesting depth"),
        file("JSON in Latin-1", "a.json", "[\"é\"]".getBytes(StandardCharsets.ISO_8859_1), "UTF-8"),
        file("no Parquet", "a.parquet", utf8("PAR1 and nothing"), "does not parse as Parquet"),
        file("an empty Parquet", "a.parquet", new byte[0], "does not parse as Parquet"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFiles")
  void aBadFileIsOneSentence(String name, String file, byte[] bytes, String says)
      throws IOException {
    Path input = Files.write(folder.resolve(file), bytes);
    Path out = folder.resolve("out.jsonl");
    assertThat(endorm.run("score", input.toString(), "-o", out.toString())).isEqualTo(2);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err())
        .startsWith("endorm: ")
        .contains(file)
        .contains(says)
        .doesNotContain("`")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aLineTooLongToKeepIsARowThatFails() throws IOException {
    Path input = folder.resolve("in.jsonl");
    try (var to = Files.newBufferedWriter(input)) {
      to.write("{\"prompt\":\"x\",\"response\":\"");
      String million = "y".repeat(1_000_000);
      for (int i = 0; i < 70; i++) {
        to.write(million);
      }
      to.write("\"}\n");
    }
    assertThat(endorm.run("score", input.toString(), "--quiet")).isEqualTo(1);
    assertThat(endorm.out()).contains("\"type\":\"too_long\"").hasLineCount(1);
    Files.writeString(input, Files.readString(input) + GOOD + "\n");
    assertThat(endorm.run("score", input.toString(), "--quiet")).isEqualTo(1);
    assertThat(endorm.lines()).hasSize(2).last().asString().contains("\"reward\"");
  }

  @Test
  void idsComeBackAsTheyWere() {
    List<String> ids =
        List.of(
            "123456789012345678901234567890",
            "1.10",
            "1E+400",
            "-0.5",
            "\"\"",
            "null",
            "true",
            "[1,[2.50]]",
            "{\"a\":\"\\ud800\"}",
            "\"é\"",
            "\"é\"");
    StringBuilder rows = new StringBuilder();
    ids.forEach(
        id -> rows.append("{\"id\":%s,\"prompt\":\"x\",\"response\":\"y\"}\n".formatted(id)));
    assertThat(endorm.in(rows.toString()).run("score", "--quiet")).isZero();
    for (int i = 0; i < ids.size(); i++) {
      assertThat(endorm.lines().get(i)).startsWith("{\"id\":" + ids.get(i) + ",\"reward\"");
    }
  }

  @Test
  void outMayBeADeviceAndStaysOne() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    assertThat(endorm.in(GOOD).run("score", "-o", device.toString(), "--quiet")).isZero();
    assertThat(Files.exists(Path.of("/dev/null.run.json"))).isFalse();
    assertThat(endorm.in(GOOD).run("score", "-o", device.toString(), "--resume")).isEqualTo(2);
    assertThat(endorm.err()).contains("no file that could be gone on with").hasLineCount(1);
    assertThat(endorm.in(GOOD).run("filter", "--top", "1", "-o", device.toString(), "--quiet"))
        .as(endorm::err)
        .isZero();
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aFullDiskIsOneSentence() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    assertThat(endorm.in(GOOD).run("score", "-o", full.toString(), "--quiet")).isEqualTo(2);
    assertThat(endorm.err()).contains("/dev/full cannot be written: No space left").hasLineCount(1);
  }

  @Test
  void memoryThatRunsOutIsOneSentence() {
    endorm.model("aa", new OverfullTraces());
    assertThat(endorm.in(GOOD).run("score", "--quiet")).isEqualTo(3);
    assertThat(endorm.err()).startsWith("endorm: out of memory (Java heap space)").hasLineCount(1);
  }

  @Test
  void columnsOfAParquetFileMayHaveAnyName() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("a=b"));
    Path input = odd.resolve("in.parquet");
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT 'x' AS prompt, 'y' AS response, 'r' AS r, 7 AS id) TO '%s' (FORMAT parquet)"
              .formatted(input));
    }
    assertThat(endorm.run("score", input.toString(), "--quiet")).as(endorm::err).isZero();
    assertThat(endorm.out()).startsWith("{\"id\":7,\"reward\"");
  }

  /** A model that needs more memory than there is. */
  private static final class OverfullTraces implements TraceSource {
    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public int vocabularySize() {
      return HashTraces.VOCABULARY;
    }

    @Override
    public int contextLength() {
      return HashTraces.CONTEXT;
    }

    @Override
    public void close() {
      // Nothing to close.
    }
  }
}

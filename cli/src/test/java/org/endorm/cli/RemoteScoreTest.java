package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.endorm.scoring.remote.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands over a model of a server. */
@Timeout(60)
class RemoteScoreTest {
  private static final String IDS = "{\"prompt_ids\":[5,6],\"response_ids\":[7,8]}";
  private static final String TEMPLATE = "{% for m in messages %}{{ m.content }}<end>{% endfor %}";

  @TempDir Path folder;
  private final FakeServer server = new FakeServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String in, String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--model", server.url().toString()));
    return Main.run(
        all.toArray(String[]::new),
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
        out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of("HOME", folder.toString()));
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineSaysWhatIsKnownAndWhatNot() throws IOException {
    assertThat(run(IDS, "score", "--tokens", "--audit", "--quiet")).as(this::said).isZero();
    JsonNode line = lines().getFirst();
    double logp = FakeServer.logp(2, 7) + FakeServer.logp(3, 8);
    assertThat(line.get("reward").doubleValue()).isEqualTo(logp);
    assertThat(line.get("logp").doubleValue()).isEqualTo(logp);
    assertThat(line.get("v1").isNull()).isTrue();
    assertThat(line.get("tokens").intValue()).isEqualTo(2);
    assertThat(line.get("up_to_v1").booleanValue()).isTrue();
    assertThat(line.get("token_logps")).hasSize(2);
    for (String unknown : List.of("token_texts", "token_rewards", "q", "v", "offsets")) {
      assertThat(line.get(unknown).isNull()).as(unknown).isTrue();
    }
    assertThat(line.at("/audit/model").textValue()).isEqualTo(server.url() + "#fake");
    assertThat(line.at("/audit/sha256").isNull()).isTrue();
    assertThat(line.at("/audit/invariant").booleanValue()).isFalse();
  }

  @Test
  void textIsTokenizedByAServerThatDoes() throws IOException {
    server.tokenizing(TEMPLATE);
    String rows =
        """
        {"prompt":"x","response":"yz"}
        {"prompt":"x","chosen":"y","rejected":"zz"}
        {"prompt":"x","responses":["y","zz"]}
        {"prompt":"x","response":"y","truncated":true}
        {"prompt":"x","response":"y","system":"s"}
        """;
    assertThat(run(rows, "score", "--quiet")).as(this::said).isEqualTo(1);
    List<JsonNode> lines = lines();
    assertThat(lines.get(0).get("tokens").intValue()).isEqualTo(3);
    assertThat(lines.get(1).get("chosen")).isEqualTo(lines.get(2).get("responses").get(0));
    assertThat(lines.get(3).at("/error/type").textValue()).isEqualTo("unknowable_reward");
    assertThat(lines.get(3).at("/error/message").textValue()).contains("a truncated answer");
    assertThat(lines.get(4).get("up_to_v1").booleanValue()).isTrue();
    assertThat(run("", "rank", "x", "y", "zz")).isZero();
    assertThat(said()).contains("rewards compare answers to one prompt");
  }

  @Test
  void aTokenizerCanBeNamed() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version":"1.0","added_tokens":[{"id":1,"content":"</s>","special":true,"single_word":false,
        "lstrip":false,"rstrip":false,"normalized":false}],"normalizer":null,
        "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
        "model":{"type":"WordLevel","vocab":{"x":2,"y":3,"</s>":1,"?":0},"unk_token":"?"}}
        """);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":\"</s>\"}");
    String row = "{\"prompt\":\"x x\",\"response\":\"y\"}";
    String[] args = {"score", "--tokens", "--tokenizer", folder.toString()};
    assertThat(run(row, args)).as(this::said).isZero();
    assertThat(said()).contains("has no chat template");
    assertThat(server.requests().getFirst().get("prompt")).hasToString("[2,2,3,1]");
    assertThat(lines().getFirst().get("token_texts")).hasToString("[\"y\",\"</s>\"]");
  }

  @Test
  void textWithoutATokenizerIsAnErrorRow() throws IOException {
    assertThat(run("{\"prompt\":\"x\",\"response\":\"y\"}\n" + IDS, "score")).isEqualTo(1);
    assertThat(lines().get(0).at("/error/message").textValue()).contains("--tokenizer");
    assertThat(lines().get(1).has("reward")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "score --alpha 2|2|alpha 2.0 cannot be known",
        "score --aggregate mean|2|the aggregate mean cannot be known",
        "score --steps newline|2|--steps needs the rewards of tokens",
        "score --dtype float32|2|--dtype is the server's affair",
        "score --offline|3|--offline forbids asking it",
        "score --tokenizer nowhere/at/all|3|nowhere/at/all",
        "explain x y|2|does not tell",
        "filter --top 0.5|2|a server does not tell"
      })
  void whatAServerCannotTellIsRefusedBeforeItIsAsked(String line, int code, String says) {
    assertThat(run(IDS, line.split(" "))).isEqualTo(code);
    assertThat(said()).startsWith("endorm: ").contains(says).hasLineCount(1);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aServerThatBreaksKeepsFinishedRowsAndCanBeGoneOnWith() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      rows.append("{\"prompt_ids\":[5],\"response_ids\":[%d]}\n".formatted(i));
    }
    Path input = Files.writeString(folder.resolve("in.jsonl"), rows);
    Path done = folder.resolve("out.jsonl");
    server.answering(
        request ->
            request.at("/prompt/1").intValue() == 1300
                ? new FakeServer.Answer(401, "{}")
                : FakeServer.completion(request));
    String[] args = {"score", input.toString(), "-o", done.toString(), "--resume", "--quiet"};
    assertThat(run("", args)).isEqualTo(3);
    assertThat(said()).contains("401").hasLineCount(1);
    assertThat(Files.readAllLines(done)).hasSizeBetween(1, 1299);
    server.answering(FakeServer::completion);
    assertThat(run("", args)).isZero();
    assertThat(Files.readAllLines(done)).hasSize(1500);
    server.serving(List.of("another"));
    assertThat(run("", args)).isEqualTo(2);
    assertThat(said()).contains("model was").contains("#another");
  }
}

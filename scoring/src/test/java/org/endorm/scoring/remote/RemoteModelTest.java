package org.endorm.scoring.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.endorm.reward.PolicyTrace;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.scoring.remote.FakeServer.Answer;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.trace.TraceSource;
import org.endorm.scoring.trace.TraceSource.Attempt;
import org.endorm.text.Conversation;
import org.endorm.text.ConversationCodec;
import org.endorm.text.EncodedTrajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RemoteModelTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(5), 3);
  private static final Trajectory ROW =
      Trajectory.of(new int[] {5, 6, 7}, new int[] {8, 9}, Ending.ENDED);

  private final FakeServer server = new FakeServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private RemoteModel model() {
    return RemoteModel.find(server.url(), null, SHORT);
  }

  private List<Attempt> attempt(Trajectory... rows) {
    try (TraceSource traces = model().traces(4)) {
      return traces.attempt(List.of(rows), 1);
    }
  }

  private double[] logp(Trajectory row) {
    try (TraceSource traces = model().traces(1)) {
      return ((PolicyTrace) traces.trace(List.of(row), 1).getFirst()).logp();
    }
  }

  @Test
  void theIdsAreSentAndTheResponsesNumbersRead() {
    double[] expected = {FakeServer.logp(3, 8), FakeServer.logp(4, 9)};
    assertThat(logp(ROW)).containsExactly(expected);
    JsonNode request = server.requests().getFirst();
    assertThat(request.get("prompt")).hasToString("[5,6,7,8,9]");
    assertThat(request.get("echo").booleanValue()).isTrue();
    assertThat(request.get("logprobs").intValue()).isEqualTo(1);
    assertThat(request.get("model").textValue()).isEqualTo("fake");
    server.withoutGenerated();
    assertThat(logp(ROW)).containsExactly(expected);
  }

  @Test
  void manyRowsKeepTheirOrder() {
    List<Trajectory> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(Trajectory.of(new int[] {i + 2}, new int[] {i + 3}, Ending.ENDED));
    }
    List<Attempt> attempts = attempt(rows.toArray(Trajectory[]::new));
    for (int i = 0; i < 50; i++) {
      PolicyTrace trace = (PolicyTrace) ((Attempt.Told) attempts.get(i)).trace();
      assertThat(trace.logp()).containsExactly(FakeServer.logp(1, i + 3));
    }
  }

  @Test
  void whatPassesIsTriedAgain() {
    server.failing(2);
    assertThat(logp(ROW)).hasSize(2);
    assertThat(server.requests()).hasSize(3);
    server.failing(3);
    assertThatThrownBy(() -> logp(ROW))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("503")
        .hasMessageContaining("busy");
  }

  private static Answer with(JsonNode request, Consumer<ArrayNode> change)
      throws java.io.IOException {
    JsonNode said = new ObjectMapper().readTree(FakeServer.completion(request).body());
    change.accept((ArrayNode) said.at("/choices/0/logprobs/token_logprobs"));
    return new Answer(200, said.toString());
  }

  private static Arguments failure(String name, FakeServer.Completion completion, String says) {
    return Arguments.of(name, completion, says);
  }

  static Stream<Arguments> brokenServers() {
    return Stream.of(
        failure("hangs", r -> new Answer(0, ""), "no whole answer within 1 s"),
        failure("hangs half-way", r -> new Answer(-200, "{\"choices\":["), "no whole answer"),
        failure(
            "no JSON",
            r -> new Answer(200, "<html>\u001b[2J"),
            "does not answer in JSON: <html> [2J"),
        failure("cut off", r -> new Answer(200, "{\"choices\":["), "does not answer in JSON"),
        failure("an array", r -> new Answer(200, "[]"), "JSON object"),
        failure("empty", r -> new Answer(200, ""), "JSON"),
        failure("no choices", r -> new Answer(200, "{}"), "gives 0 log-probabilities"),
        failure("no logprobs", r -> new Answer(200, "{\"choices\":[{\"logprobs\":null}]}"), "echo"),
        failure("no echo", r -> with(r, l -> l.removeAll().add(-1)), "gives 1 log-probabilities"),
        failure(
            "one too few",
            r ->
                with(
                    r,
                    l -> {
                      l.remove(1);
                      l.remove(1);
                    }),
            "row of 5 ids"),
        failure("too many", r -> with(r, l -> l.add(-1)), "gives 7"),
        failure("error without end", r -> new Answer(500, "boom"), "500: boom"),
        failure("locked", r -> new Answer(401, "{}"), "ENDORM_API_KEY"),
        failure("not found", r -> new Answer(404, "{}"), "no such model"),
        failure("moved", r -> new Answer(302, ""), "302"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenServers")
  void aBrokenServerEndsTheRunInOneSentence(
      String name, FakeServer.Completion completion, String says) {
    server.answering(completion);
    assertThatThrownBy(() -> attempt(ROW, ROW))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(says)
        .hasMessageNotContaining("\u001b")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        failure(
            "400",
            r -> new Answer(400, "{\"error\":{\"message\":\"too\\nlong\"}}"),
            "400: too long"),
        failure("422", r -> new Answer(422, "{\"detail\":\"bad\"}"), "422"),
        failure("a null", r -> with(r, l -> l.setNull(4)), "null as the log-probability"),
        failure("a string", r -> with(r, l -> l.set(4, "x")), "\"x\" as the"),
        failure("above zero", r -> with(r, l -> l.set(4, 0.5)), "0.5 as the"),
        failure("no number", r -> with(r, l -> l.set(4, -9999.0)), "-9999.0 as the"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aRefusedRowLeavesTheOthers(String name, FakeServer.Completion completion, String says) {
    server.answering(
        r -> r.get("prompt").size() == 5 ? completion.of(r) : FakeServer.completion(r));
    Trajectory other = Trajectory.of(new int[] {5}, new int[] {6}, Ending.ENDED);
    List<Attempt> attempts = attempt(other, ROW, other);
    assertThat(attempts.get(1))
        .isInstanceOfSatisfying(
            Attempt.Refused.class,
            refused ->
                assertThat(refused.why())
                    .isInstanceOf(RowException.class)
                    .hasMessageContaining(says));
    assertThat(List.of(attempts.get(0), attempts.get(2))).hasOnlyElementsOfType(Attempt.Told.class);
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    URI nowhere = URI.create("http://127.0.0.1:1");
    assertThatThrownBy(() -> RemoteModel.find(nowhere, null, SHORT))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("http://127.0.0.1:1 cannot be reached");
  }

  @Test
  void ofSeveralModelsOneIsNamed() {
    server.serving(List.of("a", "b"));
    assertThatThrownBy(this::model)
        .hasMessageContaining("serves a, b; name one as " + server.url() + "#a");
    try (RemoteModel model = RemoteModel.find(URI.create(server.url() + "/v1#b"), null, SHORT)) {
      assertThat(model.name()).isEqualTo(server.url() + "#b");
    }
    assertThatThrownBy(() -> RemoteModel.find(URI.create(server.url() + "#c"), null, SHORT))
        .hasMessageContaining("serves no c, only a, b");
  }

  @Test
  void aServerWithoutAListIsAskedWithoutAName() {
    server.serving(List.of());
    assertThat(logp(ROW)).hasSize(2);
    assertThat(server.requests().getFirst().has("model")).isFalse();
  }

  @Test
  void theKeyIsSentWhereThereIsOne() {
    logp(ROW);
    try (TraceSource traces = RemoteModel.find(server.url(), "k", SHORT).traces(1)) {
      traces.trace(List.of(ROW), 1);
    }
    assertThat(server.keys()).containsExactly("null", "Bearer k");
  }

  @Test
  void theContextIsTheServers() {
    try (TraceSource traces = model().traces(1)) {
      assertThat(traces.contextLength()).isEqualTo(100);
      assertThat(traces.tellsValues()).isFalse();
    }
  }

  private static EncodedTrajectory said(ConversationCodec codec, boolean truncated) {
    return codec
        .prompt(Conversation.ofPrompt(null, "ab"), LocalDateTime.of(2026, 1, 1, 0, 0))
        .answer("cd", truncated);
  }

  @Test
  void theServersTokenizerAndTemplateMakeTheTrajectory() {
    server.tokenizing(
        "{% for m in messages %}{{ m.role[0] }}{{ m.content }}<end>\n{% endfor %}"
            + "{% if add_generation_prompt %}a{% endif %}");
    try (RemoteModel model = model()) {
      ConversationCodec codec = model.text().orElseThrow().codec();
      EncodedTrajectory said = said(codec, false);
      assertThat(said.promptText()).isEqualTo("uab<end>\na");
      assertThat(said.trajectory())
          .isEqualTo(
              Trajectory.of(
                  new int[] {2 + 'u', 2 + 'a', 2 + 'b', FakeServer.END, 2 + '\n', 2 + 'a'},
                  new int[] {2 + 'c', 2 + 'd', FakeServer.END},
                  Ending.ENDED));
      assertThat(said.response().located()).isFalse();
      assertThat(said(codec, true).trajectory().responseLength()).isEqualTo(2);
    }
  }

  @Test
  void withoutATemplateThePromptIsPlain() {
    server.tokenizing("");
    try (RemoteModel model = model()) {
      EncodedTrajectory said = said(model.text().orElseThrow().codec(), false);
      assertThat(said.trajectory().promptIds()).containsExactly(2 + 'a', 2 + 'b');
      assertThat(said.trajectory().responseIds()).endsWith(FakeServer.END);
    }
  }

  @Test
  void aServerMayTellNoTokenizer() {
    try (RemoteModel model = model()) {
      assertThat(model.text()).isEmpty();
    }
  }
}

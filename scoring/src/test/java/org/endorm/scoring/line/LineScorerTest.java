package org.endorm.scoring.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.endorm.engine.tensor.Dtype;
import org.endorm.reward.Aggregation;
import org.endorm.reward.BradleyTerry;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.LetterEncoder;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.row.RowJson;
import org.endorm.scoring.row.RowParser;
import org.junit.jupiter.api.Test;

class LineScorerTest {
  /** Sums of a few dozen doubles below 100: far above what rounding can do to them. */
  private static final double ROUNDING = 1e-11;

  private static final LineOptions TOKENS = new LineOptions(true, null, null);

  private final HashTraces traces = new HashTraces();

  private LineScorer scorer(LineOptions options, double alpha, Aggregation aggregation) {
    EndogenousReward model = new EndogenousReward(traces, new LetterEncoder(), alpha, aggregation);
    return new LineScorer(model, new RowParser(null), options);
  }

  private List<JsonNode> score(LineOptions options, String... rows) throws Exception {
    return score(scorer(options, 1, new Aggregation.Sum()), rows);
  }

  private static List<JsonNode> score(LineScorer scorer, String... rows) throws Exception {
    List<PreparedRow> prepared = new ArrayList<>();
    for (String row : rows) {
      prepared.add(scorer.prepare(RowJson.object(row.replace('\'', '"')), prepared.size()));
    }
    List<JsonNode> lines = new ArrayList<>();
    for (Line line : scorer.score(prepared)) {
      lines.add(new ObjectMapper().readTree(line.json()));
      assertThat(line.failed()).isEqualTo(lines.getLast().has("error"));
    }
    return lines;
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void anAnswerHasExactlyTheFieldsAgreedOn() throws Exception {
    JsonNode line = score(LineOptions.PLAIN, "{'id':'a','prompt':'x','response':'yes'}").getFirst();
    assertThat(names(line)).containsExactly("id", "reward", "logp", "v1", "tokens");
    assertThat(line.get("tokens").asInt()).isEqualTo(4);
    assertThat(line.get("reward").asDouble())
        .isCloseTo(line.get("logp").asDouble() + line.get("v1").asDouble(), within(ROUNDING));
  }

  @Test
  void tokensHaveAllFieldsAtLengthT() throws Exception {
    JsonNode line = score(TOKENS, "{'prompt':'x','response':'y😀s'}").getFirst();
    assertThat(names(line))
        .containsExactly(
            "id",
            "reward",
            "logp",
            "v1",
            "tokens",
            "token_ids",
            "token_texts",
            "token_rewards",
            "q",
            "v",
            "token_logps",
            "offsets");
    for (String field : names(line).subList(5, 12)) {
      assertThat(line.get(field)).as(field).hasSize(4);
    }
    assertThat(line.get("id").asInt()).isZero();
    assertThat(line.get("v").get(0)).isEqualTo(line.get("v1"));
    assertThat(line.get("offsets")).hasToString("[[0,1],[1,2],[2,3],[3,3]]");
    assertThat(line.get("token_texts").get(1).asText()).isEqualTo("😀");
    for (int t = 0; t < 4; t++) {
      double next = t < 3 ? line.get("v").get(t + 1).asDouble() : 0;
      assertThat(line.get("token_rewards").get(t).asDouble())
          .isEqualTo(line.get("q").get(t).asDouble() - next);
    }
  }

  @Test
  void aTruncatedAnswerKeepsItsLastValue() throws Exception {
    JsonNode line =
        score(LineOptions.PLAIN, "{'prompt':'x','response':'yes','truncated':true}").getFirst();
    assertThat(names(line))
        .containsExactly("id", "reward", "logp", "v1", "tokens", "v_end", "note");
    double telescoped =
        line.get("logp").asDouble() + line.get("v1").asDouble() - line.get("v_end").asDouble();
    assertThat(line.get("reward").asDouble()).isCloseTo(telescoped, within(ROUNDING));
    assertThat(line.get("tokens").asInt()).isEqualTo(3);
  }

  @Test
  void alphaAndAggregateReachTheReward() throws Exception {
    String row = "{'prompt':'x','response':'yes'}";
    JsonNode sum = score(scorer(LineOptions.PLAIN, 0.5, new Aggregation.Sum()), row).getFirst();
    JsonNode mean = score(scorer(LineOptions.PLAIN, 0.5, new Aggregation.Mean()), row).getFirst();
    assertThat(sum.get("reward").asDouble())
        .isCloseTo(0.5 * sum.get("logp").asDouble() + sum.get("v1").asDouble(), within(ROUNDING));
    assertThat(mean.get("reward").asDouble()).isEqualTo(sum.get("reward").asDouble() / 4);
    assertThat(mean.get("logp")).isEqualTo(sum.get("logp"));
    assertThat(mean.get("v1")).isEqualTo(sum.get("v1"));
  }

  @Test
  void aPairSaysMarginAndProbability() throws Exception {
    List<JsonNode> lines =
        score(
            LineOptions.PLAIN,
            "{'id':[1],'prompt':'x','chosen':'yes','rejected':'no'}",
            "{'prompt':'x','response':'yes'}",
            "{'prompt':'x','response':'no'}",
            "{'prompt':'x','chosen':'yes','rejected':'yes'}");
    JsonNode pair = lines.get(0);
    assertThat(names(pair))
        .containsExactly("id", "chosen", "rejected", "margin", "p_chosen", "correct");
    double chosen = lines.get(1).get("reward").asDouble();
    double rejected = lines.get(2).get("reward").asDouble();
    assertThat(pair.get("chosen").get("reward").asDouble()).isEqualTo(chosen);
    assertThat(pair.get("margin").asDouble()).isEqualTo(chosen - rejected);
    assertThat(pair.get("p_chosen").asDouble()).isEqualTo(BradleyTerry.sigmoid(chosen - rejected));
    assertThat(pair.get("correct").asBoolean()).isEqualTo(chosen > rejected);
    assertThat(lines.get(3).get("correct").asBoolean()).isFalse();
    assertThat(lines.get(3).get("p_chosen").asDouble()).isEqualTo(0.5);
  }

  @Test
  void theBestOfManyIsTheFirstOfEquals() throws Exception {
    JsonNode line =
        score(LineOptions.PLAIN, "{'prompt':'x','responses':['no','yes','yes','no']}").getFirst();
    assertThat(names(line)).containsExactly("id", "responses", "best");
    double no = line.get("responses").get(0).get("reward").asDouble();
    double yes = line.get("responses").get(1).get("reward").asDouble();
    assertThat(line.get("best").asInt()).isEqualTo(yes > no ? 1 : 0);
  }

  @Test
  void exactIdsHaveNoTexts() throws Exception {
    JsonNode line =
        score(
                new LineOptions(true, StepPattern.parse("newline"), null),
                "{'prompt_ids':[5],'response_ids':[6,1]}")
            .getFirst();
    assertThat(line.get("token_texts").isNull()).isTrue();
    assertThat(line.get("offsets").isNull()).isTrue();
    assertThat(line.get("steps").isNull()).isTrue();
    assertThat(line.get("token_ids")).hasToString("[6,1]");
  }

  @Test
  void stepsAddUpToTheReward() throws Exception {
    JsonNode line =
        score(
                new LineOptions(false, StepPattern.parse("newline"), null),
                "{'prompt':'x','response':'a\\nb\\nc'}")
            .getFirst();
    assertThat(line.get("steps")).hasSize(3);
    double sum = 0;
    for (JsonNode step : line.get("steps")) {
      sum += step.get("reward").asDouble();
    }
    assertThat(sum).isCloseTo(line.get("reward").asDouble(), within(ROUNDING));
    assertThat(line.get("steps").get(2).get("end").asInt()).isEqualTo(6);
  }

  @Test
  void auditTellsWhatTheNumberDependsOn() throws Exception {
    ModelFacts facts =
        new ModelFacts("m", "ab", "cd", null, "2026-01-15T12:00:00", Dtype.FLOAT32, true);
    List<JsonNode> lines =
        score(
            scorer(new LineOptions(false, null, facts), 2, new Aggregation.Discounted(0.5)),
            "{'prompt':'x','response':'y'}",
            "{'prompt':'x','chosen':'y','rejected':'z'}");
    JsonNode audit = lines.getFirst().get("audit");
    assertThat(names(audit))
        .containsExactly(
            "model",
            "sha256",
            "template_sha256",
            "settings_sha256",
            "now",
            "dtype",
            "dtype_cost",
            "alpha",
            "aggregate",
            "gamma",
            "invariant",
            "version",
            "prompt_ids",
            "prompt_text",
            "response_ids",
            "response_text");
    assertThat(audit.get("dtype").asText()).isEqualTo("float32");
    assertThat(audit.at("/dtype_cost/mean").asDouble()).isPositive();
    assertThat(audit.get("prompt_text").asText()).isEqualTo("user:x;assistant:");
    assertThat(audit.get("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(lines.get(1).get("audit").has("prompt_ids")).isFalse();
    assertThat(lines.get(1).get("chosen").get("audit").get("response_text").asText())
        .isEqualTo("y");
  }

  @Test
  void aRowThatCannotBeScoredLeavesTheOthersAlone() throws Exception {
    String good = "{'prompt':'x','response':'y'}";
    List<JsonNode> lines =
        score(
            LineOptions.PLAIN,
            good,
            "{'id':'t','prompt':'boom','response':'y'}",
            "{'prompt':'x'}",
            "{'prompt_ids':[64],'response_ids':[1]}",
            "{'prompt':'x','responses':['y','" + "z".repeat(600) + "']}",
            good);
    assertThat(lines.get(5).get("reward")).isEqualTo(lines.get(0).get("reward"));
    assertThat(error(lines.get(1))).isEqualTo("t template: the template raised: boom");
    assertThat(error(lines.get(2))).isEqualTo("2 no_response: the row has no response");
    assertThat(error(lines.get(3)))
        .isEqualTo("3 bad_ids: prompt id 0 is 64, and the vocabulary ends at 63");
    assertThat(error(lines.get(4)))
        .isEqualTo(
            "4 too_long: responses[1]: prompt (17 tokens) and response (601) together are longer"
                + " than the context of 512");
    assertThat(traces.calls()).isEqualTo(1);
  }

  private static String error(JsonNode line) {
    JsonNode error = line.get("error");
    return line.get("id").asText()
        + " "
        + error.get("type").asText()
        + ": "
        + error.get("message").asText();
  }

  @Test
  void anIdIsKeptToTheLastDigitEvenWhereItIsNoText() throws Exception {
    LineScorer scorer = scorer(LineOptions.PLAIN, 1, new Aggregation.Sum());
    String lone = "{\"id\":\"a\\ud800b😀\",\"prompt\":\"x\",\"response\":\"y\"}";
    String exact = "{\"id\":1.10,\"prompt\":\"x\",\"response\":\"y\"}";
    List<Line> lines =
        scorer.score(
            List.of(
                scorer.prepare(RowJson.object(lone), 0), scorer.prepare(RowJson.object(exact), 1)));
    assertThat(lines.get(0).json()).startsWith("{\"id\":\"a\\ud800b😀\",\"reward\":");
    assertThat(lines.get(1).json()).startsWith("{\"id\":1.10,\"reward\":");
  }

  @Test
  void numbersReadBackToTheSameDouble() throws Exception {
    LineScorer scorer = scorer(TOKENS, 0.3, new Aggregation.Sum());
    PreparedRow row =
        scorer.prepare(RowJson.object("{\"prompt\":\"x\",\"response\":\"hello\"}"), 0);
    Line line = scorer.score(List.of(row)).getFirst();
    JsonNode read = new ObjectMapper().readTree(line.json());
    assertThat(read.get("reward").asDouble()).isEqualTo(line.answers().getFirst().reward());
    for (int t = 0; t < 6; t++) {
      assertThat(read.get("v").get(t).asDouble())
          .isEqualTo(line.answers().getFirst().values().v()[t]);
    }
  }

  @Test
  void whatRowsAndAnswersShareWithTheOneBeforeCountsOnce() {
    LineScorer scorer = scorer(LineOptions.PLAIN, 1, new Aggregation.Sum());
    PreparedRow one = scorer.prepare(RowJson.object("{\"prompt\":\"xxx\",\"response\":\"ab\"}"), 0);
    PreparedRow two =
        scorer.prepare(RowJson.object("{\"prompt\":\"xxx\",\"responses\":[\"ac\",\"acd\"]}"), 1);
    PreparedRow broken = scorer.prepare(RowJson.object("{}"), 2);
    long own = one.distinctTokens();
    assertThat(own).isEqualTo(one.tokens());
    long common = two.tokens() - two.distinctTokens();
    assertThat(common).isEqualTo(two.shared(one) + 1).isLessThan(own);
    assertThat(List.of(broken.tokens(), broken.distinctTokens(), broken.shared(one)))
        .containsOnly(0L);
    assertThat(two.shared(broken)).isZero();
  }
}

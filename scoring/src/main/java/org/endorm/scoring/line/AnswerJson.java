package org.endorm.scoring.line;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.line.StepPattern.Step;
import org.endorm.text.EncodedTrajectory;
import org.endorm.text.Encoding;
import org.jspecify.annotations.Nullable;

/** The fields of one scored answer. */
final class AnswerJson {
  private final JsonGenerator json;
  private final LineOptions options;

  AnswerJson(JsonGenerator json, LineOptions options) {
    this.json = json;
    this.options = options;
  }

  /** Writes the fields of an answer into the open object. */
  void fields(ScoredAnswer scored, @Nullable List<Step> steps) throws IOException {
    SoftQTrace values = scored.values();
    json.writeNumberField("reward", scored.reward());
    json.writeNumberField("logp", scored.logp());
    number("v1", values == null ? null : values.v()[0]);
    json.writeNumberField("tokens", scored.trace().length());
    if (scored.answer().trajectory().truncated()) {
      number("v_end", values == null ? null : values.vEnd());
    }
    if (values == null) {
      json.writeBooleanField("up_to_v1", true);
    }
    note(scored.answer().said());
    if (options.tokens()) {
      tokens(scored);
    }
    if (options.steps() != null) {
      steps(steps, scored.tokenRewards());
    }
  }

  private void note(@Nullable EncodedTrajectory said) throws IOException {
    if (said != null && said.note() != null) {
      json.writeStringField("note", said.note());
    }
  }

  private void tokens(ScoredAnswer scored) throws IOException {
    EncodedTrajectory said = scored.answer().said();
    Encoding response = said == null || !said.response().located() ? null : said.response();
    SoftQTrace values = scored.values();
    TokenRewards rewards = scored.tokenRewards();
    array("token_ids", scored.answer().trajectory().responseIds());
    texts(response);
    array("token_rewards", rewards == null ? null : rewards.r());
    array("q", values == null ? null : values.q());
    array("v", values == null ? null : values.v());
    array("token_logps", InverseSoftBellman.tokenLogps(scored.trace()));
    offsets(response);
  }

  private void texts(@Nullable Encoding response) throws IOException {
    json.writeFieldName("token_texts");
    if (response == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (String text : response.texts()) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void offsets(@Nullable Encoding response) throws IOException {
    json.writeFieldName("offsets");
    if (response == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (int t = 0; t < response.length(); t++) {
      json.writeArray(new int[] {response.starts()[t], response.ends()[t]}, 0, 2);
    }
    json.writeEndArray();
  }

  private void steps(@Nullable List<Step> steps, @Nullable TokenRewards rewards)
      throws IOException {
    json.writeFieldName("steps");
    if (steps == null || rewards == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (Step step : steps) {
      json.writeStartObject();
      json.writeNumberField("start", step.start());
      json.writeNumberField("end", step.end());
      json.writeNumberField("reward", rewards.sum(step.start(), step.end()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes the ids and texts on both sides of the boundary into the open object. */
  void boundary(ScoredAnswer scored) throws IOException {
    Trajectory trajectory = scored.answer().trajectory();
    EncodedTrajectory said = scored.answer().said();
    array("prompt_ids", trajectory.promptIds());
    json.writeStringField("prompt_text", said == null ? null : said.promptText());
    array("response_ids", trajectory.responseIds());
    json.writeStringField("response_text", said == null ? null : said.responseText());
  }

  private void number(String field, @Nullable Double value) throws IOException {
    if (value == null) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, value);
    }
  }

  private void array(String field, int[] values) throws IOException {
    json.writeFieldName(field);
    json.writeArray(values, 0, values.length);
  }

  private void array(String field, double @Nullable [] values) throws IOException {
    json.writeFieldName(field);
    if (values == null) {
      json.writeNull();
    } else {
      json.writeArray(values, 0, values.length);
    }
  }
}

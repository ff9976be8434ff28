package org.endorm.scoring.line;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.endorm.engine.tensor.Dtype;
import org.endorm.reward.Aggregation;
import org.endorm.reward.BradleyTerry;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.line.StepPattern.Step;
import org.endorm.scoring.row.Row;
import org.jspecify.annotations.Nullable;

/** Writes the result of a row in the shape that the row had. */
final class RowJsonWriter {
  private final LineOptions options;
  private final EndogenousReward model;

  RowJsonWriter(LineOptions options, EndogenousReward model) {
    this.options = options;
    this.model = model;
  }

  String write(Row row, List<ScoredAnswer> scored, List<@Nullable List<Step>> steps) {
    return LineWriter.line(
        row.id(),
        json -> {
          switch (row) {
            case Row.Single single -> single(json, scored.getFirst(), steps.getFirst());
            case Row.Pair pair -> pair(json, scored, steps);
            case Row.Many many -> many(json, scored, steps);
          }
        });
  }

  private void single(JsonGenerator json, ScoredAnswer scored, @Nullable List<Step> steps)
      throws IOException {
    AnswerJson answer = new AnswerJson(json, options);
    answer.fields(scored, steps);
    if (options.audit() != null) {
      json.writeObjectFieldStart("audit");
      facts(json, options.audit());
      answer.boundary(scored);
      json.writeEndObject();
    }
  }

  private void pair(JsonGenerator json, List<ScoredAnswer> scored, List<@Nullable List<Step>> steps)
      throws IOException {
    json.writeFieldName("chosen");
    nested(json, scored.get(0), steps.get(0));
    json.writeFieldName("rejected");
    nested(json, scored.get(1), steps.get(1));
    double chosen = scored.get(0).reward();
    double rejected = scored.get(1).reward();
    json.writeNumberField("margin", chosen - rejected);
    json.writeNumberField("p_chosen", BradleyTerry.preference(chosen, rejected));
    json.writeBooleanField("correct", chosen > rejected);
    rowFacts(json);
  }

  private void many(JsonGenerator json, List<ScoredAnswer> scored, List<@Nullable List<Step>> steps)
      throws IOException {
    json.writeArrayFieldStart("responses");
    for (int i = 0; i < scored.size(); i++) {
      nested(json, scored.get(i), steps.get(i));
    }
    json.writeEndArray();
    json.writeNumberField("best", ScoredAnswer.best(scored));
    rowFacts(json);
  }

  private void nested(JsonGenerator json, ScoredAnswer scored, @Nullable List<Step> steps)
      throws IOException {
    json.writeStartObject();
    AnswerJson answer = new AnswerJson(json, options);
    answer.fields(scored, steps);
    if (options.audit() != null) {
      json.writeObjectFieldStart("audit");
      answer.boundary(scored);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void rowFacts(JsonGenerator json) throws IOException {
    if (options.audit() != null) {
      json.writeObjectFieldStart("audit");
      facts(json, options.audit());
      json.writeEndObject();
    }
  }

  /** The format, that of the products that don't bear it, and what it was measured to cost. */
  private static void dtype(JsonGenerator json, @Nullable Dtype dtype) throws IOException {
    if (dtype == null) {
      json.writeNullField("dtype");
      json.writeNullField("dtype_cost");
      return;
    }
    json.writeStringField("dtype", dtype.label());
    if (dtype.delicate() != dtype) {
      json.writeStringField("delicate_dtype", dtype.delicate().label());
    }
    json.writeObjectFieldStart("dtype_cost");
    json.writeNumberField("mean", dtype.cost().mean());
    json.writeNumberField("largest", dtype.cost().largest());
    json.writeStringField("of", Dtype.Cost.MODEL);
    json.writeEndObject();
  }

  private void facts(JsonGenerator json, ModelFacts facts) throws IOException {
    json.writeStringField("model", facts.name());
    json.writeStringField("sha256", facts.sha256());
    json.writeStringField("template_sha256", facts.templateSha256());
    json.writeStringField("settings_sha256", facts.settingsSha256());
    json.writeStringField("now", facts.now());
    dtype(json, facts.dtype());
    json.writeNumberField("alpha", model.alpha());
    json.writeStringField("aggregate", model.aggregation().name());
    switch (model.aggregation()) {
      case Aggregation.Discounted discounted -> json.writeNumberField("gamma", discounted.gamma());
      case Aggregation.Clipped clipped -> json.writeNumberField("floor", clipped.floor());
      default -> {}
    }
    json.writeBooleanField("invariant", facts.invariant());
    json.writeStringField("version", EndormVersion.TEXT);
  }
}

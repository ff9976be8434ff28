package org.endorm.bench.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.endorm.bench.Answer;
import org.endorm.bench.Comparison;
import org.endorm.bench.Item;
import org.endorm.bench.Judged;
import org.endorm.bench.Outcome;
import org.endorm.bench.Verdict;
import org.endorm.scoring.row.RowJson;

/**
 * A run as {@code rows.jsonl}: a line for each comparison, or for each process, with every judge's
 * verdict; a number that a judge did not give is null.
 */
public final class RowLines {
  private final Outcome outcome;

  public RowLines(Outcome outcome) {
    this.outcome = outcome;
  }

  /** Writes all lines. */
  public void write(Writer out) throws IOException {
    Map<String, List<Judged>> judged = new LinkedHashMap<>();
    outcome.judges().forEach(judge -> judged.put(judge, outcome.of(judge)));
    for (int item = 0; item < outcome.items().size(); item++) {
      Map<String, Judged> own = new LinkedHashMap<>();
      for (var judge : judged.entrySet()) {
        own.put(judge.getKey(), judge.getValue().get(item));
      }
      switch (outcome.items().get(item)) {
        case Item.Choice choice -> choice(choice, own, out);
        case Item.Process process -> process(process, own, out);
      }
    }
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static void line(Item item, Writer out, Fields fields) throws IOException {
    try (JsonGenerator json = RowJson.MAPPER.getFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartObject();
      json.writeStringField("id", item.id());
      json.writeStringField("domain", item.domain());
      json.writeStringField("subset", item.subset());
      fields.write(json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void choice(Item.Choice choice, Map<String, Judged> judged, Writer out)
      throws IOException {
    for (int i = 0; i < choice.comparisons().size(); i++) {
      int place = i;
      Comparison comparison = choice.comparisons().get(i);
      Answer better = choice.answers().get(comparison.better());
      Answer worse = choice.answers().get(comparison.worse());
      line(
          choice,
          out,
          json -> {
            json.writeStringField("cell", comparison.cell());
            json.writeStringField("chosen", better.label());
            json.writeStringField("rejected", worse.label());
            json.writeNumberField("chosen_length", better.length());
            json.writeNumberField("rejected_length", worse.length());
            json.writeObjectFieldStart("judges");
            for (var judge : judged.entrySet()) {
              json.writeObjectFieldStart(judge.getKey());
              verdict(json, comparison, place, judge.getValue());
              json.writeEndObject();
            }
            json.writeEndObject();
          });
    }
  }

  private static void verdict(JsonGenerator json, Comparison comparison, int place, Judged judged)
      throws IOException {
    if (judged.verdict() instanceof Verdict.Rewards(double[] rewards)) {
      number(json, "chosen", rewards[comparison.better()]);
      number(json, "rejected", rewards[comparison.worse()]);
    }
    number(json, "margin", judged.margin(place));
    json.writeBooleanField("correct", judged.won(place));
    json.writeBooleanField("tie", judged.margin(place) == 0);
  }

  private static void process(Item.Process process, Map<String, Judged> judged, Writer out)
      throws IOException {
    line(
        process,
        out,
        json -> {
          json.writeNumberField("label", process.label());
          json.writeNumberField("steps", process.answer().steps().size());
          json.writeObjectFieldStart("judges");
          for (var judge : judged.entrySet()) {
            json.writeObjectFieldStart(judge.getKey());
            json.writeFieldName("rewards");
            json.writeArray(judge.getValue().steps(), 0, judge.getValue().steps().length);
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  private static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}

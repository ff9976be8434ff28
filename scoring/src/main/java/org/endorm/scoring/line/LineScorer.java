package org.endorm.scoring.line;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.PreparedAnswer;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.line.StepPattern.Step;
import org.endorm.scoring.remote.ServerException;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.Row;
import org.endorm.scoring.row.RowParser;
import org.endorm.scoring.trace.TraceSource.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows in two strokes, so that the reading of the next can overlap the computing of these:
 * {@link #prepare} on one thread, {@link #score} of many together on another.
 */
public final class LineScorer {
  private final EndogenousReward model;
  private final RowParser parser;
  private final LineOptions options;

  public LineScorer(EndogenousReward model, RowParser parser, LineOptions options) {
    this.model = model;
    this.parser = parser;
    this.options = options;
  }

  /**
   * Reads, renders and tokenises a row; never throws for the row's own faults.
   *
   * @param line its number from 0
   */
  public PreparedRow prepare(ObjectNode object, long line) {
    JsonNode id = RowParser.idOf(object, line);
    try {
      Row row = parser.parse(object, line);
      return new PreparedRow.Ready(row, answers(row));
    } catch (ServerException e) {
      throw e; // No fault of the row.
    } catch (EndormException e) {
      return new PreparedRow.Refused(id, e);
    }
  }

  private List<PreparedAnswer> answers(Row row) {
    List<PreparedAnswer> answers = new ArrayList<>();
    for (Candidate candidate : row.candidates()) {
      try {
        answers.add(model.prepare(candidate));
      } catch (ServerException e) {
        throw e;
      } catch (EndormException e) {
        throw named(row, answers.size(), e);
      }
    }
    return answers;
  }

  /** Scores prepared rows: a line for each, in order. */
  public List<Line> score(List<? extends PreparedRow> rows) {
    List<PreparedAnswer> answers = new ArrayList<>();
    for (PreparedRow row : rows) {
      if (row instanceof PreparedRow.Ready ready) {
        answers.addAll(ready.answers());
      }
    }
    List<Attempt> traces = answers.isEmpty() ? List.of() : model.attempt(answers);
    List<Line> lines = new ArrayList<>();
    int at = 0;
    for (PreparedRow row : rows) {
      int count = row instanceof PreparedRow.Ready ready ? ready.answers().size() : 0;
      lines.add(line(row, traces.subList(at, at + count)));
      at += count;
    }
    return lines;
  }

  private Line line(PreparedRow prepared, List<Attempt> traces) {
    return switch (prepared) {
      case PreparedRow.Refused refused -> error(refused.id(), refused.why());
      case PreparedRow.Ready ready -> {
        try {
          yield scored(ready, traces);
        } catch (EndormException e) {
          yield error(ready.id(), e);
        }
      }
    };
  }

  private Line scored(PreparedRow.Ready ready, List<Attempt> traces) {
    List<ScoredAnswer> scored = new ArrayList<>();
    List<@Nullable List<Step>> steps = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      try {
        scored.add(model.invert(ready.answers().get(i), traces.get(i)));
        steps.add(steps(ready.answers().get(i)));
      } catch (EndormException e) {
        throw named(ready.row(), i, e);
      }
    }
    String json = new RowJsonWriter(options, model).write(ready.row(), scored, steps);
    return new Line(json, null, scored);
  }

  private @Nullable List<Step> steps(PreparedAnswer answer) {
    StepPattern pattern = options.steps();
    var said = answer.said();
    return pattern == null || said == null || !said.response().located()
        ? null
        : pattern.split(said.responseText(), said.response());
  }

  /** The line of a row that cannot be scored. */
  public static Line error(JsonNode id, EndormException why) {
    String json =
        LineWriter.line(
            id,
            out -> {
              out.writeObjectFieldStart("error");
              out.writeStringField("type", AnswerFault.typeOf(why));
              out.writeStringField("message", why.getMessage());
              out.writeEndObject();
            });
    return new Line(json, why, List.of());
  }

  private static EndormException named(Row row, int index, EndormException why) {
    return row instanceof Row.Single ? why : new AnswerFault(row.nameOf(index), why);
  }
}

package org.endorm.cli;

import java.util.concurrent.Callable;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputRow;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineWriter;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.scoring.row.RowParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code endorm best}: best-of-n for a file. */
@Command(
    name = "best",
    mixinStandardHelpOptions = true,
    description =
        "Best of n: for each row with a prompt and responses one line with the best response, its"
            + " index and its reward.")
final class BestCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "INPUT",
      defaultValue = Input.STANDARD,
      description = "Rows with prompt and responses; - for standard input (default).")
  private String input = Input.STANDARD;

  BestCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    RowReader.Wants wants = new RowReader.Wants(BestCommand::screen, true, false);
    return new RowsJob(around, options, output, "best")
        .run(input, RowsJob.Content.PLAIN, wants, BestCommand::text);
  }

  /** A row of another shape has no best. */
  private static InputRow screen(InputRow row) {
    if (row instanceof InputRow.Parsed parsed && !parsed.object().hasNonNull("responses")) {
      RowException why =
          new RowException(Kind.UNKNOWN_SHAPE, "the row has no responses to choose from");
      return new InputRow.Broken(
          parsed.number(), RowParser.idOf(parsed.object(), parsed.number()), why, true);
    }
    return row;
  }

  private static String text(Line line, @Nullable InputRow original) {
    if (line.failed() || !(original instanceof InputRow.Parsed row)) {
      return line.json();
    }
    int best = ScoredAnswer.best(line.answers());
    return LineWriter.line(
        RowParser.idOf(row.object(), row.number()),
        json -> {
          json.writeFieldName("prompt");
          json.writeTree(row.object().get("prompt"));
          json.writeStringField("response", row.object().get("responses").get(best).textValue());
          json.writeNumberField("best", best);
          json.writeNumberField("reward", line.answers().get(best).reward());
        });
  }
}

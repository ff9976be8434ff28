package org.endorm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.input.RowSource;
import org.endorm.cli.output.OutputMode;
import org.endorm.cli.output.ResultFile;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.output.WholeFile;
import org.endorm.reward.EndormException;
import org.endorm.scoring.line.LineWriter;
import org.endorm.text.RowFault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * From an input of rows to one line out for each, in order, where no model computes: what a row
 * holds goes through a function, and a row that it refuses becomes an error line.
 */
final class LineJob {
  @Parameters(
      arity = "0..1",
      paramLabel = "INPUT",
      defaultValue = Input.STANDARD,
      description =
          "A .jsonl, .json or .parquet file, or - for JSON lines on standard input (default).")
  private String input = Input.STANDARD;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "A file for the lines instead of standard output, there once all are written.")
  private @Nullable String out;

  @Option(names = "--force", description = "Write over OUT.")
  private boolean force;

  /** What is read, and where the lines go; checked before anything is opened. */
  record Ends(Input rows, @Nullable Path target) {}

  Ends ends(Surroundings around) {
    Input rows = Input.of(input, around.in());
    Path target = target();
    if (target != null) {
      ResultFile.check(target, rows.file(), force ? OutputMode.FORCE : OutputMode.FRESH);
    } else if (force) {
      throw new UsageException("--force needs -o OUT");
    }
    if (rows.rereadable()) {
      rows.check();
    }
    return new Ends(rows, target);
  }

  private @Nullable Path target() {
    try {
      return out == null || out.equals(Input.STANDARD) ? null : Path.of(out);
    } catch (InvalidPathException e) {
      throw new UsageException("\"" + out + "\" is not a file name", e);
    }
  }

  /**
   * Runs to the end of the rows.
   *
   * @param answer the fields of a row's line
   * @return the exit code
   */
  static int run(Surroundings around, Ends ends, Function<ObjectNode, LineWriter.Fields> answer) {
    boolean failed = false;
    try (RowSource source = ends.rows().open();
        ResultSink sink =
            ends.target() == null ? around.standardOutput() : new WholeFile(ends.target())) {
      for (InputRow row = source.next(); row != null; row = source.next()) {
        RowFault fault = null;
        String line;
        try {
          line = line(row, answer.apply(object(row)));
        } catch (EndormException e) {
          fault = fault(e);
          line = line(row, error(fault));
        }
        failed |= fault != null;
        sink.write(List.of(line), "");
      }
      sink.complete();
    }
    return failed ? ExitCode.ROWS_FAILED : ExitCode.OK;
  }

  private static ObjectNode object(InputRow row) {
    return switch (row) {
      case InputRow.Parsed parsed -> parsed.object();
      case InputRow.Broken broken -> throw broken.why();
    };
  }

  /** What only concerns a row; anything else ends the run. */
  private static RowFault fault(EndormException e) {
    if (e instanceof RowFault fault) {
      return fault;
    }
    throw e;
  }

  private static LineWriter.Fields error(RowFault fault) {
    return json -> {
      json.writeObjectFieldStart("error");
      json.writeStringField("type", fault.type());
      json.writeStringField("message", fault.getMessage());
      json.writeEndObject();
    };
  }

  /** A row's own id stands before its answer. */
  private static String line(InputRow row, LineWriter.Fields fields) {
    JsonNode id = row instanceof InputRow.Parsed parsed ? parsed.object().get("id") : null;
    return id == null ? LineWriter.line(fields) : LineWriter.line(id, fields);
  }
}

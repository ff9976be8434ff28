package org.endorm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputException;
import org.endorm.cli.input.RowSource;
import org.endorm.cli.output.OutputException;
import org.endorm.cli.output.OutputMode;
import org.endorm.cli.output.ResultFile;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.output.RunRecord;
import org.endorm.cli.output.StreamOutput;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.line.LineOptions;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.line.StepPattern;
import org.endorm.scoring.row.RowParser;
import org.jspecify.annotations.Nullable;

/**
 * From an input of rows to a file of results: checks what can be checked before the model is
 * opened, then runs, from where an earlier run ended if asked to.
 */
final class RowsJob {
  private final Surroundings around;
  private final ScoringOptions options;
  private final OutputOptions output;
  private final String command;

  /** Lines of results hold this. */
  record Content(boolean tokens, @Nullable StepPattern steps, boolean audit) {
    static final Content PLAIN = new Content(false, null, false);

    LineOptions lines(OpenedModel model) {
      return new LineOptions(tokens, steps, audit ? model.facts().get() : null);
    }
  }

  RowsJob(Surroundings around, ScoringOptions options, OutputOptions output, String command) {
    this.around = around;
    this.options = options;
    this.output = output;
    this.command = command;
  }

  /**
   * Runs over rows of every shape, each written as its line.
   *
   * @return the exit code
   */
  int run(String input, Content content) {
    return run(
        input, content, new RowReader.Wants(row -> row, false, false), (line, o) -> line.json());
  }

  /**
   * Runs.
   *
   * @param wants what {@code text} needs of the rows
   * @return the exit code
   */
  int run(String input, Content content, RowReader.Wants wants, ScoreRun.LineText text) {
    Session session = new Session(around, options);
    LoadOptions asked = session.loadOptions();
    Input rows = Input.of(input, around.in());
    Path out = output.checked(rows);
    long total = rows.rereadable() ? rows.check() : -1;
    LoadOptions load = out == null ? asked : asked.at(time(asked.now(), out));
    try (OpenedModel model = session.open(load);
        RowSource source = rows.open()) {
      session.aggregateNote(load.aggregation());
      LineOptions lines = content.lines(model);
      LineScorer scorer = new LineScorer(model.reward(), new RowParser(options.system), lines);
      try (ResultSink sink = sink(out, model, load, lines, rows)) {
        skip(source, rows, sink);
        boolean stream = out != null && !rows.rereadable();
        RowReader.Wants all = new RowReader.Wants(wants.screen(), wants.original(), stream);
        return run(session, scorer, source, sink, total, all, text);
      }
    }
  }

  private int run(
      Session session,
      LineScorer scorer,
      RowSource source,
      ResultSink sink,
      long total,
      RowReader.Wants wants,
      ScoreRun.LineText text) {
    ScoreRun run = new ScoreRun(scorer, sink, output.strict, session.windowTokens(), total);
    try (ProgressBar bar = session.bar();
        var _ = new Farewell(sink, bar);
        RowReader reader = new RowReader(source, scorer, wants)) {
      ScoreRun.Outcome outcome = run.run(reader, text, bar);
      return outcome.failed() == 0 ? ExitCode.OK : ExitCode.ROWS_FAILED;
    }
  }

  /**
   * The time that an earlier run's clock showed, so that the rest comes out as it would have then.
   */
  private LocalDateTime time(LocalDateTime asked, Path out) {
    boolean given = options.clock.given(around.environment()) != null;
    RunRecord then = output.mode() == OutputMode.RESUME && !given ? RunRecord.read(out) : null;
    boolean clock = then != null && then.facts().path(RunFacts.CLOCK).asBoolean();
    return clock ? IsoTime.parse(then.facts().path(RunFacts.NOW).asText()) : asked;
  }

  private ResultSink sink(
      @Nullable Path out, OpenedModel model, LoadOptions load, LineOptions lines, Input rows) {
    if (out == null) {
      return around.standardOutput();
    }
    if (Files.exists(out) && !ResultFile.isRegular(out)) {
      return StreamOutput.to(out);
    }
    String input = rows.rereadable() ? rows.sha256() : "stream";
    boolean clock = options.clock.given(around.environment()) == null;
    ModelFacts facts = model.facts().get();
    RunRecord record = RunFacts.of(command, input, facts, options, load, lines, clock);
    return ResultFile.open(out, record, output.mode());
  }

  /**
   * Passes over the rows that an earlier run has done, and makes sure that they are the same ones.
   */
  private static void skip(RowSource source, Input rows, ResultSink sink) {
    JsonNode stream =
        sink instanceof ResultFile file && !rows.rereadable()
            ? file.record().facts().path(ResultFile.STREAM)
            : MissingNode.getInstance();
    for (long row = 1; row <= sink.rowsBefore(); row++) {
      if (source.next() == null) {
        throw new OutputException("there are more results than rows in " + rows.name());
      }
      boolean known = stream.path("rows").asLong(-1) == row;
      if (known && !stream.path("sha256").asText().equals(source.readSoFar())) {
        throw new InputException(rows.name() + " differs from what the earlier run has read");
      }
    }
  }
}

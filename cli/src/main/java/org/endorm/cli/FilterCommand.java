package org.endorm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputException;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.input.RowSource;
import org.endorm.cli.output.OutputMode;
import org.endorm.cli.output.ResultFile;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.output.WholeFile;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.ScoredAnswer;
import org.endorm.scoring.catalogue.IoReason;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineOptions;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.row.RowParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code endorm filter}: the best rows of a data set, as they stand and in their order. */
@Command(
    name = "filter",
    mixinStandardHelpOptions = true,
    description =
        "Keeps the best rows of a data set, as they stand and in their order. A row is worth its"
            + " reward; a pair its margin; n responses the best of them. Rewards of different"
            + " prompts are compared, so V(s₁) matters here (docs/scoring.md).")
final class FilterCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "INPUT",
      defaultValue = Input.STANDARD,
      description = "The rows; - for standard input (default).")
  private String input = Input.STANDARD;

  @Option(
      names = "--top",
      paramLabel = "SHARE",
      description = "Keep this share of the rows that could be scored, as 0.3.")
  private @Nullable Double top;

  @Option(names = "--min", paramLabel = "X", description = "Keep what is worth at least this.")
  private @Nullable Double min;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "A file for the rows instead of standard output.")
  private @Nullable String out;

  @Option(names = "--force", description = "Write over OUT.")
  private boolean force;

  FilterCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    requireOneMeasure();
    if (options.remote()) {
      throw new UsageException(
          "filter compares prompts, which takes their V(s₁), and a server does not tell it");
    }
    Session session = new Session(around, options);
    LoadOptions load = session.loadOptions();
    Input named = Input.of(input, around.in());
    Path target = out == null || out.equals(Input.STANDARD) ? null : Path.of(out);
    if (target != null) {
      ResultFile.check(target, named.file(), force ? OutputMode.FORCE : OutputMode.FRESH);
    }
    try (Spool spool = Spool.of(named)) {
      long total = spool.input().check();
      double[] worth = worth(session, load, spool.input(), total);
      keep(spool.input(), chosen(worth), target);
      boolean failed = IntStream.range(0, worth.length).anyMatch(i -> Double.isNaN(worth[i]));
      return failed ? ExitCode.ROWS_FAILED : ExitCode.OK;
    }
  }

  private void requireOneMeasure() {
    if ((top == null) == (min == null)) {
      throw new UsageException("filter needs either --top or --min");
    }
    if (top != null && !(top > 0 && top <= 1)) {
      throw new UsageException("--top must be above 0 and at most 1, was " + top);
    }
    if (min != null && min.isNaN()) {
      throw new UsageException("--min must be a number");
    }
  }

  /** What each row is worth, NaN where it could not be scored. */
  private double[] worth(Session session, LoadOptions load, Input rows, long total) {
    try (OpenedModel model = session.open(load);
        RowSource source = rows.open();
        ProgressBar bar = session.bar()) {
      session.aggregateNote(load.aggregation());
      RowParser parser = new RowParser(options.system);
      LineScorer scorer = new LineScorer(model.reward(), parser, LineOptions.PLAIN);
      RowReader.Wants wants = new RowReader.Wants(row -> row, true, false);
      List<Double> worth = new ArrayList<>();
      try (RowReader reader = new RowReader(source, scorer, wants)) {
        ScoreRun run = new ScoreRun(scorer, new Nowhere(), false, session.windowTokens(), total);
        run.run(reader, (line, original) -> note(line, original, worth, bar), bar);
      }
      return worth.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private String note(Line line, @Nullable InputRow original, List<Double> worth, ProgressBar bar) {
    if (line.failure() == null && original instanceof InputRow.Parsed row) {
      worth.add(worth(line.answers(), row.object()));
    } else {
      worth.add(Double.NaN);
      bar.clear();
      long number = original == null ? worth.size() : original.number();
      around.err().println("endorm: row %d: %s".formatted(number, line.failure().getMessage()));
    }
    return "";
  }

  private static double worth(List<ScoredAnswer> answers, ObjectNode row) {
    boolean pair = row.hasNonNull("chosen") && answers.size() == 2;
    return pair
        ? answers.get(0).reward() - answers.get(1).reward()
        : answers.get(ScoredAnswer.best(answers)).reward();
  }

  /** Which rows to keep. */
  private boolean[] chosen(double[] worth) {
    boolean[] chosen = new boolean[worth.length];
    if (min != null) {
      for (int i = 0; i < worth.length; i++) {
        chosen[i] = worth[i] >= min;
      }
      return chosen;
    }
    List<Integer> scored =
        IntStream.range(0, worth.length)
            .filter(i -> !Double.isNaN(worth[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -worth[i]))
            .toList();
    long count = Math.round(top * scored.size());
    scored.stream().limit(count).forEach(i -> chosen[i] = true);
    return chosen;
  }

  private void keep(Input rows, boolean[] chosen, @Nullable Path target) {
    try (RowSource source = rows.open();
        ResultSink sink = target == null ? around.standardOutput() : new WholeFile(target)) {
      int index = 0;
      for (InputRow row = source.next(); row != null; row = source.next()) {
        if (chosen[index++] && row instanceof InputRow.Parsed parsed) {
          sink.write(List.of(parsed.text()), "");
        }
      }
      sink.complete();
    }
  }

  /** Takes results and leaves it at that. */
  private record Nowhere() implements ResultSink {
    @Override
    public void write(List<String> lines, String readSoFar) {
      // What matters has been noted.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** An input that can be read twice: a file, or a copy of a stream that goes with this. */
  private record Spool(Input input, @Nullable Path copy) implements AutoCloseable {
    static Spool of(Input named) {
      if (named.rereadable()) {
        return new Spool(named, null);
      }
      try {
        Path copy = Files.createTempFile("endorm-filter", ".jsonl");
        try (var in = named.stream()) {
          Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return new Spool(new Input(named.name(), copy, named.standard()), copy);
      } catch (IOException e) {
        throw new InputException(named.name() + " cannot be kept: " + IoReason.of(e), e);
      }
    }

    @Override
    public void close() {
      try {
        if (copy != null) {
          Files.deleteIfExists(copy);
        }
      } catch (IOException e) {
        throw new InputException("a copy of " + input.name() + " stays at " + copy, e);
      }
    }
  }
}

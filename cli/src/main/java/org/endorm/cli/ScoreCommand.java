package org.endorm.cli;

import java.util.concurrent.Callable;
import org.endorm.cli.input.Input;
import org.endorm.scoring.line.StepPattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code endorm score}: rewards for a file of rows, one line out for each row in, in order. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = "Rewards for a file: one JSON line out for each row in, in order.")
final class ScoreCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "INPUT",
      defaultValue = Input.STANDARD,
      description =
          "A .jsonl, .json or .parquet file, or - for JSON lines on standard input (default).")
  private String input = Input.STANDARD;

  @Option(names = "--tokens", description = "With ids, texts, rewards and offsets of each token.")
  private boolean tokens;

  @Option(
      names = "--steps",
      paramLabel = "PATTERN",
      description = "With rewards of steps: newline, or a regular expression that separates them.")
  private @Nullable String steps;

  @Option(names = "--audit", description = "With what makes each number reproducible.")
  private boolean audit;

  ScoreCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (steps != null && options.remote()) {
      throw new UsageException("--steps needs the rewards of tokens, which a server does not tell");
    }
    RowsJob.Content content = new RowsJob.Content(tokens, pattern(), audit);
    return new RowsJob(around, options, output, "score").run(input, content);
  }

  private @Nullable StepPattern pattern() {
    try {
      return steps == null ? null : StepPattern.parse(steps);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}

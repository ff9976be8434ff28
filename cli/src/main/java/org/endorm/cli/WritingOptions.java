package org.endorm.cli;

import org.endorm.bench.SolutionRun;
import org.endorm.scoring.AnswerWriter.Manner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the model writes the answers of a benchmark that has none. */
final class WritingOptions {
  private static final double SAMPLING_TEMPERATURE = 1;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Answers that the model writes to each problem of math (default: ${DEFAULT-VALUE}).")
  int samples = 1;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Their temperature, 0 for the likeliest tokens (default: 0 for one answer, else 1).")
  @Nullable Double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draw among the likeliest tokens of this probability (default: ${DEFAULT-VALUE}).")
  double topP = 1;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Most tokens of an answer (default: ${DEFAULT-VALUE}).")
  int maxTokens;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "The seed of the draws (default: ${DEFAULT-VALUE}).")
  long seed;

  /** The plan they make. */
  SolutionRun.Plan plan() {
    double usual = samples == 1 ? 0 : SAMPLING_TEMPERATURE;
    try {
      Manner manner = new Manner(temperature == null ? usual : temperature, topP, maxTokens);
      return new SolutionRun.Plan(samples, manner, seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    SolutionRun.Plan plan = plan();
    return "%d samples, temperature %s, top-p %s, at most %d tokens, seed %d"
        .formatted(samples, plan.manner().temperature(), topP, maxTokens, seed);
  }
}

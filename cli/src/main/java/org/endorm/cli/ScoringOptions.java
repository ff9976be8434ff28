package org.endorm.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.tensor.Dtype;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.FetchProgress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that scores. */
final class ScoringOptions {
  private static final String AUTO = "auto";
  private static final int CONNECTIONS = 8;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "smollm2",
      description =
          "A Hugging Face directory, a .gguf file, a catalogue name, hf:OWNER/NAME[@REVISION], or"
              + " the URL of an OpenAI-compatible server (default: ${DEFAULT-VALUE}).")
  String model = "smollm2";

  @Option(
      names = "--alpha",
      paramLabel = "A",
      defaultValue = "1",
      description = "The temperature, above 0 (default: ${DEFAULT-VALUE}).")
  double alpha = 1;

  @Option(
      names = "--aggregate",
      paramLabel = "NAME",
      defaultValue = "sum",
      description =
          "sum, mean, discounted, min, last, median or clipped (default: ${DEFAULT-VALUE}). sum"
              + " favours short answers; every other one moves with constants of the logits that no"
              + " policy determines.")
  String aggregate = "sum";

  @Option(
      names = "--gamma",
      paramLabel = "G",
      description = "The discount of --aggregate discounted, from 0 to 1 (default: 0.99).")
  @Nullable Double gamma;

  @Option(
      names = "--floor",
      paramLabel = "X",
      description = "The least token reward of --aggregate clipped, which needs it.")
  @Nullable Double floor;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "The system message of rows that have none of their own.")
  @Nullable String system;

  @Mixin ClockOption clock = new ClockOption();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = AUTO,
      description =
          "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, which is bfloat16 where the"
              + " processor computes in it, else float32). int8 is for processors with VNNI; see"
              + " docs/scoring.md for what it costs.",
      completionCandidates = Dtypes.class)
  String dtype = AUTO;

  @Option(
      names = "--tokenizer",
      paramLabel = "MODEL",
      description =
          "With a server: the directory, .gguf file or name of the model that it serves, for its"
              + " tokenizer and chat template (default: the server's own, where it tells them).")
  @Nullable String tokenizer;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Rows computed at the same time, or asked of a server (default: one a core; "
              + CONNECTIONS
              + " of a server).")
  @Nullable Integer threads;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "" + LoadOptions.DEFAULT_PACK_TOKENS,
      description =
          "Most tokens computed together, more where that shares a long beginning"
              + " (default: ${DEFAULT-VALUE}).")
  int batchTokens = LoadOptions.DEFAULT_PACK_TOKENS;

  @Option(
      names = "--invariant",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether numbers may depend on how rows are batched, where that is faster (default:"
              + " --invariant).")
  boolean invariant = true;

  @Option(names = "--json", description = "Results as JSON lines.")
  boolean json;

  @Mixin QuietOptions common = new QuietOptions();

  /** The options as the model's opener takes them. */
  LoadOptions load(Map<String, String> environment, FetchProgress progress) {
    requireKnownSettings();
    try {
      return new LoadOptions(
          new Access(environment, common.offline, progress),
          new EngineOptions(dtype(), threads()),
          batchTokens,
          invariant,
          clock.time(environment),
          alpha,
          Aggregation.parse(aggregate, gamma, floor),
          tokenizer);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void requireKnownSettings() {
    if (gamma != null && !aggregate.equals("discounted")) {
      throw new UsageException("--gamma belongs to --aggregate discounted, not " + aggregate);
    }
    if (floor != null && !aggregate.equals("clipped")) {
      throw new UsageException("--floor belongs to --aggregate clipped, not " + aggregate);
    }
    if (tokenizer != null && !remote()) {
      throw new UsageException("--tokenizer belongs to a server's model; others have their own");
    }
    if (!dtype.equals(AUTO) && remote()) {
      throw new UsageException("--dtype is the server's affair with --model " + model);
    }
  }

  private Dtype dtype() {
    if (dtype.equals(AUTO)) {
      return Dtype.auto();
    }
    return Arrays.stream(Dtype.values())
        .filter(known -> known.label().equals(dtype))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no --dtype %s, only %s"
                        .formatted(dtype, String.join(", ", new Dtypes()))));
  }

  /** What {@code --dtype} may be. */
  static final class Dtypes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Stream.of(AUTO), Arrays.stream(Dtype.values()).map(Dtype::label))
          .iterator();
    }
  }

  /** Whether the model is a server's. */
  boolean remote() {
    return model.startsWith("http://") || model.startsWith("https://");
  }

  int threads() {
    if (threads != null) {
      return threads;
    }
    return remote() ? CONNECTIONS : Runtime.getRuntime().availableProcessors();
  }
}

package org.endorm.engine;

import java.nio.file.Path;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.Weights;
import org.endorm.engine.model.Architectures;
import org.endorm.engine.model.GgufLayout;
import org.endorm.engine.model.ModelConfig;
import org.endorm.engine.model.PublishedNames;
import org.endorm.engine.model.WeightNames;
import org.endorm.engine.tensor.Processor;

/**
 * A language model from disk, ready to compute: its decoder bound to its mapped weights.
 *
 * <p>Closing unmaps the weights; nothing of the model may be in use by then.
 */
public final class PretrainedModel implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final Weights weights;
  private final Decoder decoder;
  private final String architecture;
  private final EngineOptions options;

  private PretrainedModel(
      Checkpoint checkpoint,
      Weights weights,
      Decoder decoder,
      String architecture,
      EngineOptions options) {
    this.checkpoint = checkpoint;
    this.weights = weights;
    this.decoder = decoder;
    this.architecture = architecture;
    this.options = options;
  }

  /**
   * Opens a Hugging Face folder or a GGUF file.
   *
   * @throws org.endorm.reward.EndormException if it can't be had, is damaged or not supported
   */
  public static PretrainedModel open(Path path, EngineOptions options) {
    return open(path, options, Processor.machineMemory());
  }

  /**
   * @param memory bytes that decide how long weights stay packed
   */
  static PretrainedModel open(Path path, EngineOptions options, long memory) {
    Checkpoint checkpoint = Checkpoint.open(path);
    Weights weights = options.weights(checkpoint, memory);
    try {
      if (checkpoint instanceof GgufCheckpoint gguf) {
        GgufLayout layout = GgufLayout.of(gguf);
        PretrainedModel model = bind(checkpoint, weights, layout.config(), layout, options);
        layout.requireAllRead(weights.names());
        return model;
      }
      ModelConfig config = ConfigFile.read(path);
      ConfigFile.requireLanguageModel(config);
      WeightNames names = PublishedNames.of(checkpoint, config);
      return bind(checkpoint, weights, config, names, options);
    } catch (RuntimeException | Error e) {
      weights.close();
      checkpoint.close();
      throw e;
    }
  }

  private static PretrainedModel bind(
      Checkpoint checkpoint,
      Weights weights,
      ModelConfig config,
      WeightNames names,
      EngineOptions options) {
    Decoder decoder = new Decoder(Architectures.spec(config, names), weights, options.threads());
    return new PretrainedModel(
        checkpoint, weights, decoder, config.text("model_type", ""), options);
  }

  /** Begins to pack weights on an idle core, once; for whoever is going to compute forests. */
  public void packAhead() {
    if (options.threads() > 1) {
      weights.packAhead();
    }
  }

  public Decoder decoder() {
    return decoder;
  }

  /** The {@code model_type} of its config. */
  public String architecture() {
    return architecture;
  }

  /** What there is to say of it. */
  public ModelProfile profile() {
    return ModelProfile.of(architecture, 0, decoder.spec(), checkpoint, weights);
  }

  public EngineOptions options() {
    return options;
  }

  /** Where it was opened. */
  public Path path() {
    return checkpoint.path();
  }

  /** The SHA-256 of its weights, computed at the first call. */
  public String sha256() {
    return checkpoint.sha256();
  }

  /** One more than the largest token id. */
  public int vocabularySize() {
    return decoder.spec().vocabulary();
  }

  /** The largest number of tokens in a row. */
  public int contextLength() {
    return decoder.spec().context();
  }

  @Override
  public void close() {
    weights.close();
    checkpoint.close();
  }
}

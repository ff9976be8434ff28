package org.endorm.engine;

import java.nio.file.Path;
import java.util.List;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.checkpoint.UnsupportedCheckpointException;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.ScoreHead;
import org.endorm.engine.decoder.ScoringDecoder;
import org.endorm.engine.decoder.WeightRef;
import org.endorm.engine.decoder.Weights;
import org.endorm.engine.model.Architectures;
import org.endorm.engine.model.ModelConfig;
import org.endorm.engine.model.PublishedNames;
import org.endorm.engine.tensor.Processor;
import org.endorm.text.ConversationCodec;

/**
 * A trained reward model from disk: a decoder of any family under a head of few outputs.
 *
 * <p>The head is {@code score}: one matrix in a {@code …ForSequenceClassification}, two with a ReLU
 * between them and biases in {@code Qwen2ForRewardModel} and {@code Qwen2ForProcessRewardModel}.
 * Closing unmaps the weights; nothing of the model may be in use by then.
 */
public final class PretrainedHead implements AutoCloseable {
  private static final String CLASSIFIER = "ForSequenceClassification";
  private static final List<String> OF_TWO_LAYERS =
      List.of("Qwen2ForRewardModel", "Qwen2ForProcessRewardModel");

  private final Checkpoint checkpoint;
  private final Weights weights;
  private final ScoringDecoder decoder;
  private final String family;

  private PretrainedHead(
      Checkpoint checkpoint, Weights weights, ScoringDecoder decoder, String family) {
    this.checkpoint = checkpoint;
    this.weights = weights;
    this.decoder = decoder;
    this.family = family;
  }

  /** Whether the class of that name has a head that is read here. */
  static boolean hasHead(String architecture) {
    return architecture.endsWith(CLASSIFIER) || OF_TWO_LAYERS.contains(architecture);
  }

  /** Whether a Hugging Face folder says that it holds a trained reward model. */
  static boolean isHead(Path path) {
    return ConfigFile.isThere(path)
        && ConfigFile.architectures(ConfigFile.read(path)).stream()
            .anyMatch(PretrainedHead::hasHead);
  }

  /** What there is to say of it. */
  ModelProfile profile() {
    return ModelProfile.of(family, width(), decoder.spec(), checkpoint, weights);
  }

  /**
   * Opens a Hugging Face folder.
   *
   * @throws org.endorm.reward.EndormException if it can't be had, is damaged or not supported, or
   *     no trained reward model
   */
  public static PretrainedHead open(Path path, EngineOptions options) {
    Checkpoint checkpoint = Checkpoint.open(path);
    Weights weights = options.weights(checkpoint, Processor.machineMemory());
    try {
      return bind(path, checkpoint, weights, options.threads());
    } catch (RuntimeException | Error e) {
      weights.close();
      checkpoint.close();
      throw e;
    }
  }

  private static PretrainedHead bind(Path path, Checkpoint checkpoint, Weights weights, int cores) {
    if (checkpoint instanceof GgufCheckpoint) {
      throw new UnsupportedCheckpointException(path, "a GGUF file holds no trained reward model");
    }
    ModelConfig config = ConfigFile.read(path);
    List<String> architectures = ConfigFile.architectures(config);
    if (architectures.stream().noneMatch(PretrainedHead::hasHead)) {
      throw config.unsupported(
          "architectures " + architectures + " have no head but the vocabulary's");
    }
    DecoderSpec spec = Architectures.spec(config, PublishedNames.of(checkpoint, config));
    boolean two = architectures.stream().anyMatch(OF_TWO_LAYERS::contains);
    ScoreHead head = two ? two(checkpoint, spec) : one(checkpoint, spec);
    ScoringDecoder decoder = new ScoringDecoder(spec, head, weights, cores);
    return new PretrainedHead(checkpoint, weights, decoder, config.text("model_type", ""));
  }

  private static ScoreHead one(Checkpoint checkpoint, DecoderSpec spec) {
    String weight = "score.weight";
    return new ScoreHead(
        List.of(LinearSpec.plain(weight, spec.hidden(), rows(checkpoint, weight))));
  }

  private static ScoreHead two(Checkpoint checkpoint, DecoderSpec spec) {
    int inner = rows(checkpoint, "score.0.weight");
    int outputs = rows(checkpoint, "score.2.weight");
    return new ScoreHead(
        List.of(biased("score.0", spec.hidden(), inner), biased("score.2", inner, outputs)));
  }

  private static LinearSpec biased(String at, int in, int out) {
    return new LinearSpec(WeightRef.of(at + ".weight"), WeightRef.of(at + ".bias"), in, out);
  }

  private static int rows(Checkpoint checkpoint, String name) {
    StoredTensor weight = checkpoint.tensor(name);
    if (weight.rank() != 2 || weight.dimension(0) < 1 || weight.dimension(0) > 1 << 20) {
      throw MalformedCheckpointException.inTensor(weight.file(), name, "is no head, but " + weight);
    }
    return (int) weight.dimension(0);
  }

  /** The head's outputs after the token of each readout: shape [readouts][width]. */
  public double[][] read(Forest forest) {
    return decoder.read(forest);
  }

  /** How many outputs the head has. */
  public int width() {
    return decoder.width();
  }

  public DecoderSpec spec() {
    return decoder.spec();
  }

  /** The SHA-256 of its weights, computed at the first call. */
  public String sha256() {
    return checkpoint.sha256();
  }

  /** Opens its tokenizer and chat template, which the caller closes. */
  public ConversationCodec openCodec() {
    return ModelText.open(checkpoint.path());
  }

  @Override
  public void close() {
    weights.close();
    checkpoint.close();
  }
}

package org.endorm.engine;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.checkpoint.GgufCheckpoint;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Residency;
import org.endorm.engine.decoder.Weights;
import org.endorm.engine.tensor.Dtype;

/**
 * What a model on disk is, and what running it takes.
 *
 * @param family its {@code model_type}
 * @param isGguf whether it lies in GGUF files, else in safetensors
 * @param outputs of a trained reward model's head; 0 for a language model
 * @param parameters numbers in its weights, those that are shared counted once
 * @param stored bytes of its tensors by how they are written
 * @param unread names of tensors that are no part of the decoder, such as a vision tower's
 * @param packedBytes all weights in the form in which they are multiplied
 * @param residency how long they stay in it
 * @param sha256 of the weights
 */
public record ModelProfile(
    String family,
    boolean isGguf,
    int outputs,
    DecoderSpec spec,
    long parameters,
    Map<ElementType, Long> stored,
    List<String> unread,
    long packedBytes,
    Residency residency,
    String sha256) {
  /** Copies of the hidden states that live side by side: before, after and within a layer. */
  private static final int STATES = 4;

  public ModelProfile {
    stored = Map.copyOf(stored);
    unread = List.copyOf(unread);
  }

  /**
   * Reads a language model or a trained reward model, headers and hash alone.
   *
   * @throws org.endorm.reward.EndormException if it can't be had, is damaged or not supported
   */
  public static ModelProfile of(Path path, Dtype dtype) {
    EngineOptions options = new EngineOptions(dtype, 1);
    if (!Checkpoint.isGguf(path) && PretrainedHead.isHead(path)) {
      try (PretrainedHead head = PretrainedHead.open(path, options)) {
        return head.profile();
      }
    }
    try (PretrainedModel model = PretrainedModel.open(path, options)) {
      return model.profile();
    }
  }

  static ModelProfile of(
      String family, int outputs, DecoderSpec spec, Checkpoint checkpoint, Weights weights) {
    Set<String> read = weights.names();
    return new ModelProfile(
        family,
        checkpoint instanceof GgufCheckpoint,
        outputs,
        spec,
        weights.parameters(),
        stored(checkpoint),
        checkpoint.names().stream().filter(name -> !read.contains(name)).toList(),
        weights.packedBytes(),
        weights.residency(),
        checkpoint.sha256());
  }

  private static Map<ElementType, Long> stored(Checkpoint checkpoint) {
    Map<ElementType, Long> bytes = new EnumMap<>(ElementType.class);
    for (String name : checkpoint.names()) {
      StoredTensor tensor = checkpoint.tensor(name);
      bytes.merge(tensor.type(), tensor.data().byteSize(), Long::sum);
    }
    return bytes;
  }

  /**
   * Bytes of weights in memory while rows are scored; about those of two layers where they pass.
   */
  public long weightBytes() {
    return residency == Residency.KEPT ? packedBytes : 2 * packedBytes / spec.layers().size();
  }

  /** Bytes of what is computed for so many tokens at once: states, queries, keys and values. */
  public long workBytes(long tokens) {
    long heads =
        spec.layers().stream()
            .map(layer -> layer.attention())
            .mapToLong(a -> (long) (a.heads() + a.kvHeads()) * (a.headDim() + a.valueDim()))
            .max()
            .orElse(0);
    return tokens * Float.BYTES * (STATES * (long) spec.hidden() + heads);
  }
}

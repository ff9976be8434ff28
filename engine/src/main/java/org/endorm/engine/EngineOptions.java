package org.endorm.engine;

import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.decoder.Residency;
import org.endorm.engine.decoder.Weights;
import org.endorm.engine.tensor.Dtype;

/**
 * How a model is to be run.
 *
 * @param dtype the format of its matrix products
 * @param threads cores that compute at the same time
 */
public record EngineOptions(Dtype dtype, int threads) {
  public EngineOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
  }

  /** The processor's own format, all cores. */
  public static EngineOptions automatic() {
    return new EngineOptions(Dtype.auto(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * Opens the weights of a checkpoint for these options.
   *
   * @param memory bytes that decide how long weights stay packed
   */
  Weights weights(Checkpoint checkpoint, long memory) {
    return new Weights(checkpoint, dtype, Residency.fitting(packedBytes(checkpoint), memory));
  }

  /** At most: before a model is bound nothing tells which products are delicate. */
  private long packedBytes(Checkpoint checkpoint) {
    return checkpoint.names().stream()
        .mapToLong(name -> numbers(checkpoint.tensor(name)) * dtype.delicate().operandBytes())
        .sum();
  }

  /** Words and bytes hold several numbers of four bits each. */
  private static long numbers(StoredTensor tensor) {
    return switch (tensor.type()) {
      case I32 -> tensor.elements() * 8;
      case U8 -> tensor.elements() * 2;
      default -> tensor.elements();
    };
  }
}

package org.endorm.engine.decoder;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.OneDnn;
import org.endorm.engine.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A weight of shape [out, in] in the two forms in which it is multiplied: dense, for single rows
 * and for gradients, and packed, for whole blocks of {@value Linear#BLOCK_ROWS} rows.
 *
 * <p>Each form is made when it is first asked for. The source is read again for each, so that a
 * packed weight is the only copy in memory.
 */
final class Matrix implements AutoCloseable {
  private final Supplier<Tensor> source;
  private final Runnable read;
  private final Dtype dtype;
  private @Nullable Tensor dense;
  private @Nullable Tensor packed;

  /**
   * @param source the weight in any floating type, contiguous, belonging to the innermost scope
   * @param read told when the source has been read and packed, and is not needed for now
   */
  Matrix(Supplier<Tensor> source, Runnable read, Dtype dtype) {
    this.source = source;
    this.read = read;
    this.dtype = dtype;
  }

  /** As the source gives it. */
  synchronized Tensor dense() {
    if (dense == null) {
      dense = made(source);
    }
    return dense;
  }

  /** For {@link OneDnn.Product}; {@link Dtype#operandType} in type. */
  synchronized Tensor packed() {
    if (packed == null) {
      packed = made(() -> OneDnn.pack(operand(source.get()), Linear.BLOCK_ROWS));
      read.run();
    }
    return packed;
  }

  private Tensor operand(Tensor weight) {
    return weight.to(dtype.scalarType()).to(dtype.operandType());
  }

  private static Tensor made(Supplier<Tensor> making) {
    try (TensorScope scope = new TensorScope()) {
      return TensorScope.keep(making.get());
    }
  }

  /** Frees the packed form until it is asked for again. */
  synchronized void unpack() {
    if (packed != null) {
      packed.close();
      packed = null;
    }
  }

  @Override
  public synchronized void close() {
    unpack();
    if (dense != null) {
      dense.close();
      dense = null;
    }
  }
}

package org.endorm.engine.decoder;

import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Int8Rows;
import org.endorm.engine.tensor.OneDnn;
import org.endorm.engine.tensor.Product;
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
  private @Nullable Tensor scales;

  /**
   * @param source the weight in any floating type, contiguous, belonging to the innermost scope
   * @param read told when the source has been read and packed, and is not needed for now
   */
  Matrix(Supplier<Tensor> source, Runnable read, Dtype dtype) {
    this.source = source;
    this.read = read;
    this.dtype = dtype;
  }

  /** As the source gives it; of {@link Dtype#INT8} the integers, in bytes. */
  synchronized Tensor dense() {
    if (dense == null) {
      dense = made(() -> dtype == Dtype.INT8 ? rounded().to(ScalarType.Char) : source.get());
    }
    return dense;
  }

  /** For {@link OneDnn.Int8Product} if {@link #inIntegers}, else for {@link Product}. */
  synchronized Tensor packed() {
    if (packed == null) {
      packed =
          made(
              () ->
                  inIntegers()
                      ? OneDnn.packIntegers(rounded())
                      : Product.pack(operand(), Linear.BLOCK_ROWS));
      read.run();
    }
    return packed;
  }

  /** Whether whole blocks are multiplied in 8-bit integers. */
  boolean inIntegers() {
    return dtype.operandType() == ScalarType.Char && OneDnn.int8IsExact();
  }

  /** What the integers of each output are multiplied by, shape [out]; there with either form. */
  synchronized Tensor scales() {
    return Objects.requireNonNull(scales);
  }

  private Tensor operand() {
    return dtype == Dtype.INT8
        ? rounded()
        : source.get().to(dtype.scalarType()).to(dtype.operandType());
  }

  /** The integers, in float32. */
  private Tensor rounded() {
    Int8Rows rows = Int8Rows.of(source.get().to(ScalarType.Float));
    if (scales == null) {
      scales = TensorScope.keep(rows.scales().view(-1));
    }
    return rows.integers();
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
    if (scales != null) {
      scales.close();
      scales = null;
    }
  }
}

package org.endorm.engine.tensor;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;

/**
 * The rows of a matrix in float32, read when they are asked for; several threads may do so at once.
 */
@FunctionalInterface
public interface RowSource {
  /**
   * Writes some rows.
   *
   * @param first the first of them, from 0
   * @param target in native order, exactly as long as they are
   */
  void read(long first, int count, MemorySegment target);

  /**
   * The rows of a tensor.
   *
   * @param tensor shape [rows, columns], float32, contiguous; kept by whoever reads
   */
  static RowSource of(Tensor tensor) {
    MemorySegment memory = MappedPointer.floats(tensor);
    long rowBytes = Tensors.bytes(tensor.size(1));
    return (first, count, target) ->
        target.copyFrom(memory.asSlice(first * rowBytes, count * rowBytes));
  }
}

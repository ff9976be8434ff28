package org.endorm.engine.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import org.endorm.engine.tensor.BlockKernel;

/**
 * Turns stored tensors into float32, bit for bit as the {@code gguf} Python package does.
 *
 * <p>Float64 is rounded to the nearest float32; all else is exact up to the products and sums that
 * the block types are defined by, each rounded once. Stateless: ranges of one tensor may be done by
 * several threads at once. The workspace is below 100 kB, whatever the tensor's size.
 */
public final class Dequantizer {
  private static final int CHUNK_ELEMENTS = 8192;

  private Dequantizer() {}

  /**
   * Writes all elements, row-major.
   *
   * @param target float32 in native order, {@code 4 × elements()} bytes or more
   * @throws UnsupportedCheckpointException if elements are integers or booleans
   */
  public static void toFloat32(StoredTensor tensor, MemorySegment target) {
    rows(tensor, 0, tensor.rows(), target);
  }

  /**
   * Writes some rows.
   *
   * @param firstRow the first of them, from 0
   * @param rows how many
   * @param target float32 in native order, {@code 4 × rows × columns()} bytes or more
   * @throws UnsupportedCheckpointException if elements are integers or booleans
   */
  public static void rows(StoredTensor tensor, long firstRow, long rows, MemorySegment target) {
    Objects.checkFromIndexSize(firstRow, rows, tensor.rows());
    if (!tensor.type().isReal()) {
      throw new UnsupportedCheckpointException(
          tensor.file(), "tensor " + tensor + " holds no real numbers, as a weight would");
    }
    long bytes = tensor.rowBytes();
    MemorySegment source = tensor.data().asSlice(firstRow * bytes, rows * bytes);
    MemorySegment exact =
        target.asSlice(0, Math.multiplyExact(rows * tensor.columns(), Float.BYTES));
    if (tensor.type().isBlocked()) {
      decodeBlocks(tensor.type(), source, exact);
    } else {
      PlainNumbers.toFloat32(tensor.type(), source, exact);
    }
  }

  private static void decodeBlocks(ElementType type, MemorySegment source, MemorySegment target) {
    Optional<BlockKernel> kernel = BlockDecoder.kernel(type);
    if (kernel.isPresent() && target.isNative()) {
      decodeBlocks(kernel.get(), type, source, target);
      return;
    }
    BlockDecoder decoder = BlockDecoder.of(type);
    long total = source.byteSize() / type.blockBytes();
    int chunk = (int) Math.min(total, CHUNK_ELEMENTS / type.blockSize());
    byte[] blocks = new byte[chunk * type.blockBytes()];
    float[] values = new float[chunk * type.blockSize()];
    MemorySegment blockSegment = MemorySegment.ofArray(blocks);
    MemorySegment valueSegment = MemorySegment.ofArray(values);
    for (long done = 0; done < total; done += chunk) {
      int count = (int) Math.min(chunk, total - done);
      long sourceBytes = (long) count * type.blockBytes();
      long valueBytes = (long) count * type.blockSize() * Float.BYTES;
      MemorySegment.copy(source, done * type.blockBytes(), blockSegment, 0, sourceBytes);
      decoder.decode(blocks, values, count);
      MemorySegment.copy(
          valueSegment, 0, target, done * type.blockSize() * Float.BYTES, valueBytes);
    }
  }

  /** Of a copy: a file that was cut while it is mapped ends a copy with an error, code with all. */
  private static void decodeBlocks(
      BlockKernel kernel, ElementType type, MemorySegment source, MemorySegment target) {
    long total = source.byteSize() / type.blockBytes();
    long chunk = Math.min(total, CHUNK_ELEMENTS / type.blockSize());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocks = arena.allocate(chunk * type.blockBytes());
      for (long done = 0; done < total; done += chunk) {
        long bytes = Math.min(chunk, total - done) * type.blockBytes();
        blocks.copyFrom(source.asSlice(done * type.blockBytes(), bytes));
        kernel.decode(
            blocks.asSlice(0, bytes), target.asSlice(done * type.blockSize() * Float.BYTES));
      }
    }
  }
}

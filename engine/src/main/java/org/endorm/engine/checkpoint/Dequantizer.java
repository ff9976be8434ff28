package org.endorm.engine.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.endorm.engine.tensor.BlockKernel;
import org.jspecify.annotations.Nullable;

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
    ElementType type = tensor.type();
    long done = exact.isNative() ? decoded(type, source, exact) : 0;
    MemorySegment rest = source.asSlice(done / type.blockSize() * type.blockBytes());
    MemorySegment restOfTarget = exact.asSlice(done * Float.BYTES);
    if (type.isBlocked()) {
      decodeBlocks(type, rest, restOfTarget);
    } else {
      PlainNumbers.toFloat32(type, rest, restOfTarget);
    }
  }

  /**
   * Decodes what machine code can, of a copy: a file that was cut while it is mapped ends a copy
   * with an error, code with all.
   *
   * @return how many numbers that are, from the first on
   */
  private static long decoded(ElementType type, MemorySegment source, MemorySegment target) {
    BlockKernel kernel = kernel(type);
    if (kernel == null || !BlockKernel.areAvailable()) {
      return 0;
    }
    long total = source.byteSize() / kernel.bytes() * kernel.bytes();
    long chunk = Math.min(total, CHUNK_ELEMENTS / kernel.size() * kernel.bytes());
    long done = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocks = arena.allocate(Math.max(1, chunk));
      for (long at = 0; at < total; at += chunk) {
        MemorySegment some = blocks.asSlice(0, Math.min(chunk, total - at));
        some.copyFrom(source.asSlice(at, some.byteSize()));
        done += kernel.decode(some, target.asSlice(done * Float.BYTES));
      }
    }
    return done;
  }

  private static @Nullable BlockKernel kernel(ElementType type) {
    return switch (type) {
      case Q4_0 -> BlockKernel.Q4_0;
      case Q4_1 -> BlockKernel.Q4_1;
      case Q5_0 -> BlockKernel.Q5_0;
      case Q5_1 -> BlockKernel.Q5_1;
      case Q8_0 -> BlockKernel.Q8_0;
      case Q4_K -> BlockKernel.Q4_K;
      case Q5_K -> BlockKernel.Q5_K;
      case Q6_K -> BlockKernel.Q6_K;
      case F16 -> BlockKernel.F16;
      case BF16 -> BlockKernel.BF16;
      default -> null;
    };
  }

  private static void decodeBlocks(ElementType type, MemorySegment source, MemorySegment target) {
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
}

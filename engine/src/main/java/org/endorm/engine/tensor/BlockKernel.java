package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.endorm.engine.tensor.X86Assembler.Width;

/**
 * Decodes blocks of quantised weights in machine code of AVX2, with the same operations in the same
 * order as in Java, so with the same bits: reading a weight would else wait until Java's compilers
 * have come to it.
 *
 * <p>The layouts are those of ggml's {@code block_*} structures.
 */
public enum BlockKernel {
  /** A float16 d, 16 bytes of two weights each: d·(q − 8). */
  Q4_0(32, 18),
  /** Two float16, d and m, 16 bytes of two weights each: d·q + m. */
  Q4_1(32, 20),
  /** A float16 d, 4 bytes of fifth bits, 16 of two weights each: d·(q − 16). */
  Q5_0(32, 22),
  /** Two float16, d and m, 4 bytes of fifth bits, 16 of two weights each: d·q + m. */
  Q5_1(32, 24),
  /** A float16 d, 32 signed bytes: d·q. */
  Q8_0(32, 34),
  /** Two float16, 12 bytes of scales and minima of groups of 32, 128 of weights: d·s·q − dmin·m. */
  Q4_K(256, 144),
  /** The same with 32 bytes of fifth bits before the weights. */
  Q5_K(256, 176),
  /** 128 bytes of four bits, 64 of two, 16 scales of groups of 16, a float16 d: d·s·(q − 32). */
  Q6_K(256, 210),
  /** Float16 numbers, so many of them at a time. */
  F16(32, 64),
  /** The same of bfloat16. */
  BF16(32, 64);

  private static final int ROOM = 16 << 10;
  private static final Optional<KernelTable> TABLE =
      Processor.widensHalves()
          ? KernelTable.of(
              Width.EIGHTS, ROOM, Arrays.stream(values()).map(BlockKernel::code).toList())
          : Optional.empty();

  private final int size;
  private final int bytes;

  BlockKernel(int size, int bytes) {
    this.size = size;
    this.bytes = bytes;
  }

  private Consumer<X86Assembler> code() {
    return to -> BlockCode.write(to, this);
  }

  /** Weights of a block. */
  public int size() {
    return size;
  }

  /** Of a block. */
  public int bytes() {
    return bytes;
  }

  /** Whether this processor and system run them. */
  public static boolean areAvailable() {
    return TABLE.isPresent();
  }

  /**
   * Decodes whole blocks.
   *
   * @param blocks native memory, exactly as long as they are
   * @param values native memory, where their weights go in float32
   * @return how many weights they are
   */
  public long decode(MemorySegment blocks, MemorySegment values) {
    long count = blocks.byteSize() / bytes;
    boolean whole = blocks.byteSize() == count * bytes;
    boolean fits = values.byteSize() >= Tensors.bytes(count * size);
    if (!blocks.isNative() || !values.isNative() || !whole || !fits) {
      throw new IllegalArgumentException("no native memory for whole blocks of " + this);
    }
    if (count > 0) {
      TABLE
          .orElseThrow()
          .call(ordinal(), blocks.address(), values.address(), count, Places.ADDRESS, 0, 0);
    }
    return count * size;
  }

  /** The number of each place in a vector. */
  private static final class Places {
    static final long ADDRESS = written().address();

    private static MemorySegment written() {
      int[] places = IntStream.range(0, Width.EIGHTS.numbers()).toArray();
      return Arena.global().allocateFrom(JAVA_INT, places);
    }
  }
}

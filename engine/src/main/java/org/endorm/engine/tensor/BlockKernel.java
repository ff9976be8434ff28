package org.endorm.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.endorm.engine.tensor.X86Assembler.Width;

/**
 * Decodes blocks of {@value #SIZE} quantised weights in machine code of AVX2, with the same
 * operations in the same order as in Java, so with the same bits: reading a weight would else wait
 * until Java's compilers have come to it.
 *
 * <p>The layouts are those of ggml's {@code block_*} structures.
 */
public enum BlockKernel {
  /** A float16 d, 16 bytes of two weights each: d·(q − 8). */
  Q4_0(18),
  /** Two float16, d and m, 16 bytes of two weights each: d·q + m. */
  Q4_1(20),
  /** A float16 d, 32 signed bytes: d·q. */
  Q8_0(34),
  /** Float16 numbers, so many of them at a time. */
  F16(64),
  /** The same of bfloat16. */
  BF16(64);

  /** Weights of a block. */
  public static final int SIZE = 32;

  private static final int ROOM = 2 << 10;
  private static final Optional<KernelTable> TABLE =
      Processor.widensHalves()
          ? KernelTable.of(
              Width.EIGHTS, ROOM, Arrays.stream(values()).map(BlockKernel::code).toList())
          : Optional.empty();

  private final int bytes;

  BlockKernel(int bytes) {
    this.bytes = bytes;
  }

  private Consumer<X86Assembler> code() {
    return to -> BlockCode.write(to, this);
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
    boolean fits = values.byteSize() >= Tensors.bytes(count * SIZE);
    if (!blocks.isNative() || !values.isNative() || !whole || !fits) {
      throw new IllegalArgumentException("no native memory for whole blocks of " + this);
    }
    if (count > 0) {
      TABLE.orElseThrow().call(ordinal(), blocks.address(), values.address(), count, 0, 0, 0);
    }
    return count * SIZE;
  }
}

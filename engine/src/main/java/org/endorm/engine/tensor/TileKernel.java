package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A product of float32 rows with a panel of {@value #COLUMNS} columns of a weight, in machine code
 * of AVX2: tiles of {@value #ROWS} rows, whose sums fill twelve of the sixteen vector registers.
 *
 * <p>Each sum is one chain of fused multiplications and additions along the panel, in its order,
 * from zero: a row has the same bits at every place and beside any others.
 */
final class TileKernel {
  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a panel. */
  static final int COLUMNS = 24;

  /** What a tile's sums meet where they are written. */
  enum Ending {
    /** y = sums. */
    STORE(false, false, false),
    /** y += sums. */
    ADD(true, false, false),
    /** y = sums + other. */
    STORE_PLUS(false, true, false),
    /** y = y + sums + other. */
    ADD_PLUS(true, true, false),
    /** y = sums · other. */
    STORE_TIMES(false, false, true),
    /** y = (y + sums) · other. */
    ADD_TIMES(true, false, true);

    final boolean adds;
    final boolean plus;
    final boolean times;

    Ending(boolean adds, boolean plus, boolean times) {
      this.adds = adds;
      this.plus = plus;
      this.times = times;
    }
  }

  private static final Optional<Map<Ending, MethodHandle>> KERNELS =
      Processor.fusesEights() ? placed() : Optional.empty();

  private TileKernel() {}

  /** Whether this processor and system run it. */
  static boolean isAvailable() {
    return KERNELS.isPresent();
  }

  /**
   * Multiplies; all addresses and strides in bytes.
   *
   * @param x the first row's first number, of {@value #ROWS} · tiles rows
   * @param panel as many steps of {@value #COLUMNS} numbers
   * @param steps numbers of each row that are multiplied
   * @param y the first sum
   * @param other from y to the matrix that the ending asks for, which has y's stride
   * @param ahead what will be read next
   */
  static void multiply(
      Ending ending,
      long x,
      long strideX,
      long panel,
      long y,
      long strideY,
      long ahead,
      long steps,
      long tiles,
      long other) {
    MethodHandle kernel = KERNELS.orElseThrow().get(ending);
    try {
      kernel.invokeExact(
          x,
          strideX,
          panel,
          y,
          strideY,
          ahead,
          steps / TileCode.UNROLLED,
          steps % TileCode.UNROLLED,
          tiles,
          other);
    } catch (Throwable e) {
      throw new IllegalStateException("a kernel of this process failed", e);
    }
  }

  private static Optional<Map<Ending, MethodHandle>> placed() {
    MemoryLayout[] arguments = new MemoryLayout[10];
    Arrays.fill(arguments, JAVA_LONG);
    FunctionDescriptor signature = FunctionDescriptor.ofVoid(arguments);
    Map<Ending, MethodHandle> kernels = new EnumMap<>(Ending.class);
    for (Ending ending : Ending.values()) {
      Optional<MemorySegment> place = ExecutableMemory.of(TileCode.of(ending));
      if (place.isEmpty()) {
        return Optional.empty();
      }
      kernels.put(ending, Linker.nativeLinker().downcallHandle(place.get(), signature));
    }
    return Optional.of(kernels);
  }
}

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

  /** The same, where no longer vectors make others as fast. */
  static boolean isPreferred() {
    return isAvailable() && !Processor.fusesSixteens();
  }

  /**
   * Multiplies; addresses, strides and distances are in bytes, and nothing is checked.
   *
   * @param x the first row's first number
   * @param panel steps times {@value #COLUMNS} numbers
   * @param y the first row's first sum
   * @param ahead what will be read next
   * @param steps numbers of each row, 1 at least
   * @param tiles times {@value #ROWS} are the rows, 1 at least
   * @param toOther from y to the matrix that the ending asks for, which has y's stride
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
      long toOther) {
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
          toOther);
    } catch (Throwable e) {
      throw new IllegalStateException("a kernel of this process failed", e);
    }
  }

  private static Optional<Map<Ending, MethodHandle>> placed() {
    MemoryLayout[] arguments = new MemoryLayout[10];
    Arrays.fill(arguments, JAVA_LONG);
    FunctionDescriptor signature = FunctionDescriptor.ofVoid(arguments);
    TileCode.Kernels kernels = TileCode.kernels();
    return ExecutableMemory.of(kernels.code())
        .map(
            place -> {
              Map<Ending, MethodHandle> handles = new EnumMap<>(Ending.class);
              for (Ending ending : Ending.values()) {
                MemorySegment entry = place.asSlice(kernels.entries()[ending.ordinal()]);
                handles.put(ending, Linker.nativeLinker().downcallHandle(entry, signature));
              }
              return handles;
            });
  }
}

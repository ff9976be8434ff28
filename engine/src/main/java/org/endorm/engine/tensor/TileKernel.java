package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A product of float32 rows with a panel of up to {@value #COLUMNS} columns, in machine code of
 * AVX2: tiles of {@value #ROWS} rows, whose sums fill twelve of the sixteen vector registers, then
 * row by row.
 *
 * <p>Each sum is one chain of fused multiplications and additions along the panel, in its order,
 * from zero: a row has the same bits at every place and beside any others.
 */
final class TileKernel {
  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a vector. */
  static final int VECTOR = X86Assembler.VECTOR_BYTES / Float.BYTES;

  /** Vectors of a panel at most. */
  static final int VECTORS = 3;

  /** Columns of a panel at most. */
  static final int COLUMNS = VECTORS * VECTOR;

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

  private static final int ROOM = 64 << 10;
  private static final int ENDINGS = Ending.values().length;

  /** For each number of vectors and each ending, of a tile and of a row. */
  private static final Optional<MemorySegment[]> ENTRIES =
      Processor.fusesEights() ? placed() : Optional.empty();

  private TileKernel() {}

  /** Whether this processor and system run it. */
  static boolean isAvailable() {
    return ENTRIES.isPresent();
  }

  /** The same, where no longer vectors make others as fast. */
  static boolean isPreferred() {
    return isAvailable() && !Processor.fusesSixteens();
  }

  /**
   * Multiplies; addresses, strides and distances are in bytes, and nothing is checked.
   *
   * @param vectors that the panel's columns fill, 1 to {@value #VECTORS}
   * @param x the first row's first number
   * @param panel the first step's first number
   * @param step from a step of the panel to the next
   * @param y the first row's first sum
   * @param ahead what will be read next
   * @param steps numbers of each row, 1 at least
   * @param toOther from y to the matrix that the ending asks for, which has y's stride
   */
  static void multiply(
      Ending ending,
      int vectors,
      long x,
      long strideX,
      long panel,
      long step,
      long y,
      long strideY,
      long ahead,
      long steps,
      long rows,
      long toOther) {
    MemorySegment[] entries = ENTRIES.orElseThrow();
    int entry = 2 * ((vectors - 1) * ENDINGS + ending.ordinal());
    long eights = steps / TileCode.UNROLLED;
    long rest = steps % TileCode.UNROLLED;
    long tiles = rows / ROWS;
    long single = rows % ROWS;
    try {
      if (tiles > 0) {
        Native.CALL.invokeExact(
            entries[entry],
            x,
            strideX,
            panel,
            y,
            strideY,
            ahead,
            step,
            eights,
            rest,
            tiles,
            toOther);
      }
      if (single > 0) {
        Native.CALL.invokeExact(
            entries[entry + 1],
            x + tiles * ROWS * strideX,
            strideX,
            panel,
            y + tiles * ROWS * strideY,
            strideY,
            ahead,
            step,
            eights,
            rest,
            single,
            toOther);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("a kernel of this process failed", e);
    }
  }

  /** How any of them is called. */
  private static final class Native {
    private static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.ofVoid(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private static Optional<MemorySegment[]> placed() {
    List<Consumer<X86Assembler>> functions = new ArrayList<>();
    for (int vectors = 1; vectors <= VECTORS; vectors++) {
      int width = vectors;
      for (Ending ending : Ending.values()) {
        functions.add(to -> TileCode.write(to, ROWS, width, ending));
        functions.add(to -> TileCode.write(to, 1, width, ending));
      }
    }
    return ExecutableMemory.of(ROOM, functions);
  }
}

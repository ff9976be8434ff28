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
import org.endorm.engine.tensor.X86Assembler.Width;

/**
 * A product of rows with a panel of up to {@link #COLUMNS} columns, in machine code of AVX-512 or
 * AVX2: tiles of rows, whose sums fill most of the vector registers.
 *
 * <p>Each sum is one chain of fused multiplications and additions along the panel, in its order,
 * from zero: a row has the same bits at every place and beside any others, and float32 has the same
 * with either kind of vectors.
 */
final class TileKernel {
  /** Of a tile's vectors. */
  static final Width WIDTH = Processor.widest();

  /** Columns of a vector. */
  static final int VECTOR = WIDTH.numbers();

  /** Vectors of a panel at most. */
  static final int VECTORS = 3;

  /** Columns of a panel at most. */
  static final int COLUMNS = VECTORS * VECTOR;

  /** Rows of a tile: as many as fit, then what is left. */
  private static final int[] HEIGHTS =
      WIDTH == Width.SIXTEENS ? new int[] {8, 4, 2, 1} : new int[] {4, 1};

  /** Rows of the highest tile. */
  static final int ROWS = HEIGHTS[0];

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

  private static final int ROOM = 256 << 10;
  private static final int ENDINGS = Ending.values().length;

  private final MemorySegment[] entries;

  /** For each number of vectors and each ending, where the entries of all heights begin. */
  private final int[] places;

  private TileKernel(MemorySegment[] entries, int[] places) {
    this.entries = entries;
    this.places = places;
  }

  /** The one of a format; empty where it does not suit the processor or the system refuses. */
  static Optional<TileKernel> of(TileFormat format) {
    return switch (format) {
      case FLOAT32 -> Float32.KERNEL;
      case BFLOAT16 -> Bfloat16.KERNEL;
      case INT8 -> Int8.KERNEL;
    };
  }

  private static final class Float32 {
    static final Optional<TileKernel> KERNEL = placed(TileFormat.FLOAT32);
  }

  private static final class Bfloat16 {
    static final Optional<TileKernel> KERNEL = placed(TileFormat.BFLOAT16);
  }

  private static final class Int8 {
    static final Optional<TileKernel> KERNEL = placed(TileFormat.INT8);
  }

  private static Optional<TileKernel> placed(TileFormat format) {
    if (!format.suits()) {
      return Optional.empty();
    }
    List<Consumer<X86Assembler>> functions = new ArrayList<>();
    int[] places = new int[VECTORS * ENDINGS];
    for (int vectors = 1; vectors <= VECTORS; vectors++) {
      int width = vectors;
      for (Ending ending : Ending.values()) {
        if (isCalled(format, vectors, ending)) {
          places[place(vectors, ending)] = functions.size();
          for (int rows : HEIGHTS) {
            functions.add(to -> TileCode.write(to, format, rows, width, ending));
          }
        }
      }
    }
    return ExecutableMemory.of(WIDTH, ROOM, functions)
        .map(entries -> new TileKernel(entries, places));
  }

  private static int place(int vectors, Ending ending) {
    return (vectors - 1) * ENDINGS + ending.ordinal();
  }

  /** Only attention has narrow panels, and integers are summed in one. */
  private static boolean isCalled(TileFormat format, int vectors, Ending ending) {
    boolean integers = format == TileFormat.INT8;
    boolean plain = !ending.plus && !ending.times;
    return vectors == VECTORS ? !(integers && ending.adds) : plain && !integers;
  }

  /**
   * Multiplies; addresses, strides and distances are in bytes, and nothing is checked.
   *
   * @param vectors that the panel's columns fill, 1 to {@value #VECTORS}
   * @param x the first row's first cell
   * @param panel the first step's first cell
   * @param step from a step of the panel to the next
   * @param y the first row's first sum
   * @param ahead what will be read next
   * @param steps cells of each row, 1 at least; what ends a row of {@link TileFormat#INT8} and its
   *     panel comes behind them
   * @param toOther from y to the matrix that the ending asks for, which has y's stride
   */
  void multiply(
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
    int first = places[place(vectors, ending)];
    long eights = steps / TileCode.UNROLLED;
    long rest = steps % TileCode.UNROLLED;
    long row = 0;
    for (int i = 0; i < HEIGHTS.length && row < rows; i++) {
      long tiles = (rows - row) / HEIGHTS[i];
      if (tiles > 0) {
        call(
            entries[first + i],
            x + row * strideX,
            strideX,
            panel,
            y + row * strideY,
            strideY,
            ahead,
            step,
            eights,
            rest,
            tiles,
            toOther);
        row += tiles * HEIGHTS[i];
      }
    }
  }

  private static void call(
      MemorySegment entry,
      long x,
      long strideX,
      long panel,
      long y,
      long strideY,
      long ahead,
      long step,
      long eights,
      long rest,
      long tiles,
      long toOther) {
    try {
      Native.CALL.invokeExact(
          entry, x, strideX, panel, y, strideY, ahead, step, eights, rest, tiles, toOther);
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
}

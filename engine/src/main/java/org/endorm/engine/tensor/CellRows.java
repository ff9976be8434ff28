package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.endorm.engine.tensor.Tensors.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.X86Assembler.Width;

/**
 * The rows of x as the cells that a {@link TileKernel} multiplies.
 *
 * @param cells shape [rows, {@link TileFormat#cells}], 32 bits each; float32 the numbers themselves
 */
record CellRows(TileFormat format, Tensor cells) {
  private static final int SIXTEEN = Width.SIXTEENS.numbers();
  private static final int TO_PAIRS = 0;
  private static final int TO_FOURS = 1;
  private static final int ROOM = 2 << 10;

  /**
   * Rounds rows.
   *
   * @param x shape [rows, in], float32, contiguous
   */
  static CellRows of(TileFormat format, Tensor x) {
    if (format == TileFormat.FLOAT32) {
      return new CellRows(format, x);
    }
    long in = x.size(1);
    Tensor filled = filled(x, format.filled(in) - in);
    Tensor cells = torch.empty(new long[] {x.size(0), format.cells(in)}, x.options(), null);
    round(format, address(filled), x.size(0), in, address(cells), TileFormat.ZERO);
    return new CellRows(format, cells);
  }

  private static Tensor filled(Tensor x, long zeros) {
    return zeros == 0 ? x : torch.constant_pad_nd(x, new long[] {0, zeros});
  }

  /**
   * Rounds the rows of a weight; float32 stays where it is.
   *
   * @param rows address of the first; they are {@link TileFormat#filled} up
   * @param in numbers of a row
   * @param to where the cells go
   * @return where they are
   */
  static long ofWeight(TileFormat format, long rows, long count, long in, long to) {
    if (format == TileFormat.FLOAT32) {
      return rows;
    }
    round(format, rows, count, in, to, 0);
    return to;
  }

  /**
   * Rounds float32 numbers to bfloat16.
   *
   * @param sixteens times sixteen are the numbers, 1 at least
   * @param to where they go, which may be where they are
   */
  static void toPairs(long numbers, long sixteens, long to) {
    Kernels.TABLE.call(TO_PAIRS, numbers, sixteens, to, 0, 0, 0);
  }

  /**
   * @param zero what stands for it in the bytes of {@link TileFormat#INT8}
   */
  private static void round(TileFormat format, long rows, long count, long in, long to, int zero) {
    long sixteens = format.filled(in) / SIXTEEN;
    switch (format) {
      case FLOAT32 -> throw new IllegalArgumentException("float32 is not rounded");
      case BFLOAT16 -> toPairs(rows, sixteens * count, to);
      case INT8 ->
          Kernels.TABLE.call(
              TO_FOURS, rows, sixteens, to, count, Constants.ADDRESS, Constants.zero(zero));
    }
  }

  /** Placed when the first rows are rounded. */
  private static final class Kernels {
    static final KernelTable TABLE =
        KernelTable.of(Width.SIXTEENS, ROOM, List.of(CellCode::toPairs, CellCode::toFours))
            .orElseThrow();
  }

  /**
   * What {@link CellCode#toFours} reads; behind the others what stands for zero: 0, or that of x.
   */
  private static final class Constants {
    private static final int ZEROS = 3;
    static final long ADDRESS = written().address();

    private static MemorySegment written() {
      MemorySegment all = Arena.global().allocate(JAVA_INT, ZEROS + 2);
      all.setAtIndex(JAVA_INT, 0, Integer.MAX_VALUE);
      all.setAtIndex(JAVA_FLOAT, 1, Int8Rows.LARGEST);
      all.setAtIndex(JAVA_FLOAT, 2, Int8Rows.SMALLEST_SCALE);
      all.setAtIndex(JAVA_INT, ZEROS + 1, TileFormat.ZERO);
      return all;
    }

    static long zero(int zero) {
      return ADDRESS + Tensors.bytes(zero == 0 ? ZEROS : ZEROS + 1);
    }
  }
}

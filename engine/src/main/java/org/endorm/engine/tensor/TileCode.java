package org.endorm.engine.tensor;

import java.util.List;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Jump;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * The machine code of one {@link TileKernel}: for each tile of rows its sums are cleared, grow step
 * by step along the panel, and meet what they end in.
 */
final class TileCode {
  /**
   * Steps of a panel that are written out one after the other; with each such run a line is asked
   * for of what will be read next. All tiles of a block together ask for somewhat more than the
   * next panel, since they go on where the last one ended; prefetching never faults.
   */
  static final int UNROLLED = 8;

  private static final int LINE = 64;
  private static final int FOUR = 4;

  // Arguments as the System V ABI hands them over; behind them registers free to use.
  private static final Register X = Register.RDI;
  private static final Register STRIDE_X = Register.RSI;
  private static final Register PANEL = Register.RDX;
  private static final Register Y = Register.RCX;
  private static final Register STRIDE_Y = Register.R8;
  private static final Register AHEAD = Register.R9;
  private static final Register THREE_STRIDES_X = Register.R10;
  private static final Register THREE_STRIDES_Y = Register.RBX;
  private static final Register IN_X = Register.RAX;
  private static final Register FIFTH_IN_X = Register.RBP;
  private static final Register IN_PANEL = Register.R11;
  private static final Register COUNT = Register.R12;
  private static final Register STEP = Register.R13;
  private static final Register THREE_STEPS = Register.R14;

  /** What a caller has in these stays. */
  private static final List<Register> KEPT =
      List.of(Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14);

  // On the stack: registers that are kept, the return address, the rest of the arguments.
  private static final Address STEP_BYTES = argument(0);
  private static final Address EIGHTS = argument(1);
  private static final Address REST = argument(2);
  private static final Address TILES = argument(3);
  private static final Address TO_OTHER = argument(4);

  private final X86Assembler to;
  private final TileFormat format;
  private final int rows;
  private final int vectors;
  private final Ending ending;

  /**
   * @param rows of a tile, 8 at most
   * @param vectors that the columns of its panel fill
   */
  private TileCode(X86Assembler to, TileFormat format, int rows, int vectors, Ending ending) {
    this.to = to;
    this.format = format;
    this.rows = rows;
    this.vectors = vectors;
    this.ending = ending;
  }

  private static Address argument(int index) {
    return Address.of(Register.RSP, (KEPT.size() + 1 + index) * Long.BYTES);
  }

  /** Writes a kernel. */
  static void write(X86Assembler to, TileFormat format, int rows, int vectors, Ending ending) {
    new TileCode(to, format, rows, vectors, ending).write();
  }

  private void write() {
    KEPT.forEach(to::push);
    to.address(THREE_STRIDES_X, new Address(STRIDE_X, 2, STRIDE_X, 0));
    to.address(THREE_STRIDES_Y, new Address(STRIDE_Y, 2, STRIDE_Y, 0));
    to.move(STEP, STEP_BYTES);
    to.address(THREE_STEPS, new Address(STEP, 2, STEP, 0));
    int tile = to.here();
    sums();
    if (format == TileFormat.INT8) {
      scale();
    }
    end();
    next(X, STRIDE_X);
    next(Y, STRIDE_Y);
    to.decrement(TILES);
    to.jumpBackIfNotZero(tile);
    to.endVectors();
    KEPT.reversed().forEach(to::pop);
    to.returns();
  }

  private void next(Register first, Register stride) {
    to.address(first, new Address(first, rows, stride, 0));
  }

  /** The row's first number, or first sum, that registers hold those of the first and fifth of. */
  private static Address row(
      Register first, Register fifth, Register stride, Register threeStrides, int row) {
    return Address.ofRow(row < FOUR ? first : fifth, stride, threeStrides, row % FOUR);
  }

  private void fifth(Register fifth, Register first, Register stride) {
    if (rows > FOUR) {
      to.address(fifth, new Address(first, FOUR, stride, 0));
    }
  }

  private int sum(int row, int vector) {
    return row * vectors + vector;
  }

  private void sums() {
    for (int sum = 0; sum < rows * vectors; sum++) {
      to.clear(sum);
    }
    to.move(IN_X, X);
    fifth(FIFTH_IN_X, X, STRIDE_X);
    to.move(IN_PANEL, PANEL);
    to.move(COUNT, EIGHTS);
    to.test(COUNT);
    Jump noEights = to.jumpIfZero();
    int eight = to.here();
    for (int line = 0; line < lines(); line++) {
      to.prefetch(Address.of(AHEAD, line * LINE));
    }
    to.add(AHEAD, lines() * LINE);
    steps(UNROLLED);
    to.jumpBackIfNotZero(eight);
    to.land(noEights);
    to.move(COUNT, REST);
    to.test(COUNT);
    Jump noRest = to.jumpIfZero();
    int one = to.here();
    steps(1);
    to.jumpBackIfNotZero(one);
    to.land(noRest);
  }

  /** So many that 64 rows ask for all of the next panel. */
  private int lines() {
    return to.vectorBytes() == LINE ? vectors : 1;
  }

  /**
   * Behind the sums lie a step of the panel and a cell of x.
   *
   * @param steps one, or a multiple of four
   */
  private void steps(int steps) {
    int panel = rows * vectors;
    int x = panel + vectors;
    for (int step = 0; step < steps; step++) {
      Address columns = Address.ofRow(IN_PANEL, STEP, THREE_STEPS, step % FOUR);
      for (int v = 0; v < vectors; v++) {
        to.load(panel + v, columns.plus(v * to.vectorBytes()));
      }
      if (step % FOUR == FOUR - 1 || step + 1 == steps) {
        to.address(IN_PANEL, new Address(IN_PANEL, step % FOUR + 1, STEP, 0));
      }
      for (int row = 0; row < rows; row++) {
        to.broadcast(x, inX(row).plus(step * Float.BYTES));
        for (int v = 0; v < vectors; v++) {
          multiplyAdd(sum(row, v), x, panel + v);
        }
      }
    }
    to.add(IN_X, steps * Float.BYTES);
    if (rows > FOUR) {
      to.add(FIFTH_IN_X, steps * Float.BYTES);
    }
    to.decrement(COUNT);
  }

  private Address inX(int row) {
    return row(IN_X, FIFTH_IN_X, STRIDE_X, THREE_STRIDES_X, row);
  }

  private void multiplyAdd(int sum, int x, int columns) {
    switch (format) {
      case FLOAT32 -> to.multiplyAdd(sum, x, columns);
      case BFLOAT16 -> to.multiplyAddPairs(sum, x, columns);
      case INT8 -> to.multiplyAddFours(sum, x, columns);
    }
  }

  /**
   * From sums of products of integers to the product: less what stands for zero in x, times both
   * scales, which now are next in x and the panel.
   */
  private void scale() {
    int panel = rows * vectors;
    int x = panel + vectors;
    for (int v = 0; v < vectors; v++) {
      to.load(panel + v, new Address(IN_PANEL, 1, STEP, v * to.vectorBytes()));
      to.shiftLeft(panel + v, panel + v, TileFormat.ZERO_BITS);
      for (int row = 0; row < rows; row++) {
        to.subtractIntegers(sum(row, v), sum(row, v), panel + v);
        to.toFloats(sum(row, v), sum(row, v));
      }
      to.load(panel + v, Address.of(IN_PANEL, v * to.vectorBytes()));
    }
    for (int row = 0; row < rows; row++) {
      to.broadcast(x, inX(row));
      for (int v = 0; v < vectors; v++) {
        to.multiply(sum(row, v), sum(row, v), panel + v);
        to.multiply(sum(row, v), sum(row, v), x);
      }
    }
  }

  private void end() {
    Register other = IN_PANEL;
    Register fifthOther = COUNT;
    Register fifthY = IN_X;
    fifth(fifthY, Y, STRIDE_Y);
    if (ending.plus || ending.times) {
      to.move(other, TO_OTHER);
      to.add(other, Y);
      fifth(fifthOther, other, STRIDE_Y);
    }
    for (int row = 0; row < rows; row++) {
      Address targets = row(Y, fifthY, STRIDE_Y, THREE_STRIDES_Y, row);
      Address joined = row(other, fifthOther, STRIDE_Y, THREE_STRIDES_Y, row);
      for (int v = 0; v < vectors; v++) {
        int bytes = v * to.vectorBytes();
        int sum = sum(row, v);
        if (ending.adds) {
          to.add(sum, targets.plus(bytes));
        }
        if (ending.plus) {
          to.add(sum, joined.plus(bytes));
        }
        if (ending.times) {
          to.multiply(sum, joined.plus(bytes));
        }
        to.store(targets.plus(bytes), sum);
      }
    }
  }
}

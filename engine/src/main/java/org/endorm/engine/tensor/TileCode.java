package org.endorm.engine.tensor;

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
  private static final Register IN_PANEL = Register.R11;
  private static final Register COUNT = Register.R12;
  private static final Register STEP = Register.R13;
  private static final Register THREE_STEPS = Register.R14;
  // On the stack: four registers that are kept, the return address, the rest of the arguments.
  private static final Address STEP_BYTES = Address.of(Register.RSP, 40);
  private static final Address EIGHTS = Address.of(Register.RSP, 48);
  private static final Address REST = Address.of(Register.RSP, 56);
  private static final Address TILES = Address.of(Register.RSP, 64);
  private static final Address TO_OTHER = Address.of(Register.RSP, 72);

  private final X86Assembler to;
  private final int rows;
  private final int vectors;
  private final Ending ending;

  /**
   * @param rows of a tile
   * @param vectors that the columns of its panel fill
   */
  private TileCode(X86Assembler to, int rows, int vectors, Ending ending) {
    this.to = to;
    this.rows = rows;
    this.vectors = vectors;
    this.ending = ending;
  }

  /** Writes a kernel. */
  static void write(X86Assembler to, int rows, int vectors, Ending ending) {
    new TileCode(to, rows, vectors, ending).write();
  }

  private void write() {
    to.push(Register.RBX);
    to.push(Register.R12);
    to.push(Register.R13);
    to.push(Register.R14);
    to.address(THREE_STRIDES_X, new Address(STRIDE_X, 2, STRIDE_X, 0));
    to.address(THREE_STRIDES_Y, new Address(STRIDE_Y, 2, STRIDE_Y, 0));
    to.move(STEP, STEP_BYTES);
    to.address(THREE_STEPS, new Address(STEP, 2, STEP, 0));
    int tile = to.here();
    sums();
    end();
    next(X, STRIDE_X);
    next(Y, STRIDE_Y);
    to.decrement(TILES);
    to.jumpBackIfNotZero(tile);
    to.endVectors();
    to.pop(Register.R14);
    to.pop(Register.R13);
    to.pop(Register.R12);
    to.pop(Register.RBX);
    to.returns();
  }

  private void next(Register first, Register stride) {
    to.address(first, new Address(first, rows, stride, 0));
  }

  private void sums() {
    for (int sum = 0; sum < rows * vectors; sum++) {
      to.clear(sum);
    }
    to.move(IN_X, X);
    to.move(IN_PANEL, PANEL);
    to.move(COUNT, EIGHTS);
    to.test(COUNT);
    Jump noEights = to.jumpIfZero();
    int eight = to.here();
    to.prefetch(Address.of(AHEAD, 0));
    to.add(AHEAD, LINE);
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

  /**
   * Behind the sums lie a step of the panel and a number of x.
   *
   * @param steps one, or a multiple of four
   */
  private void steps(int steps) {
    int panel = rows * vectors;
    int x = panel + vectors;
    for (int step = 0; step < steps; step++) {
      Address columns = Address.ofRow(IN_PANEL, STEP, THREE_STEPS, step % 4);
      for (int v = 0; v < vectors; v++) {
        to.load(panel + v, columns.plus(v * X86Assembler.VECTOR_BYTES));
      }
      if (step % 4 == 3 || step + 1 == steps) {
        to.address(IN_PANEL, new Address(IN_PANEL, step % 4 + 1, STEP, 0));
      }
      for (int row = 0; row < rows; row++) {
        to.broadcast(
            x, Address.ofRow(IN_X, STRIDE_X, THREE_STRIDES_X, row).plus(step * Float.BYTES));
        for (int v = 0; v < vectors; v++) {
          to.multiplyAdd(row * vectors + v, x, panel + v);
        }
      }
    }
    to.add(IN_X, steps * Float.BYTES);
    to.decrement(COUNT);
  }

  private void end() {
    Register other = IN_PANEL;
    if (ending.plus || ending.times) {
      to.move(other, TO_OTHER);
      to.add(other, Y);
    }
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        int sum = row * vectors + v;
        Address target =
            Address.ofRow(Y, STRIDE_Y, THREE_STRIDES_Y, row).plus(v * X86Assembler.VECTOR_BYTES);
        Address joined =
            Address.ofRow(other, STRIDE_Y, THREE_STRIDES_Y, row)
                .plus(v * X86Assembler.VECTOR_BYTES);
        if (ending.adds) {
          to.add(sum, target);
        }
        if (ending.plus) {
          to.add(sum, joined);
        }
        if (ending.times) {
          to.multiply(sum, joined);
        }
        to.store(target, sum);
      }
    }
  }
}

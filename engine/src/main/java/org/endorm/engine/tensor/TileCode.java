package org.endorm.engine.tensor;

import org.endorm.engine.tensor.TileKernel.Ending;
import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Jump;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * The machine code of {@link TileKernel}: for each tile of rows its sums are cleared, grow step by
 * step along the panel, and meet what they end in.
 */
final class TileCode {
  /**
   * Steps of a panel that are written out one after the other; with each such run a line is asked
   * for of what will be read next. All tiles of a block together ask for somewhat more than the
   * next panel, since they go on where the last one ended; prefetching never faults.
   */
  static final int UNROLLED = 8;

  private static final int ROOM = 16 << 10;
  private static final int LINE = 64;
  private static final int VECTOR_BYTES = 32;
  private static final int STEP_BYTES = TileKernel.COLUMNS * Float.BYTES;

  // The vectors: the sums, a step of the panel, a number of x.
  private static final int VECTORS = STEP_BYTES / VECTOR_BYTES;
  private static final int FIRST_OF_PANEL = TileKernel.ROWS * VECTORS;
  private static final int NUMBER_OF_X = FIRST_OF_PANEL + VECTORS;

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
  // On the stack: two registers that are kept, the return address, the rest of the arguments.
  private static final Address EIGHTS = Address.of(Register.RSP, 24);
  private static final Address REST = Address.of(Register.RSP, 32);
  private static final Address TILES = Address.of(Register.RSP, 40);
  private static final Address TO_OTHER = Address.of(Register.RSP, 48);

  private TileCode() {}

  /** The entry points of all endings, by their place among them, and the code. */
  record Kernels(int[] entries, byte[] code) {}

  static Kernels kernels() {
    X86Assembler to = new X86Assembler(ROOM);
    int[] entries = new int[Ending.values().length];
    for (Ending ending : Ending.values()) {
      entries[ending.ordinal()] = to.here();
      write(to, ending);
    }
    return new Kernels(entries, to.code());
  }

  private static void write(X86Assembler to, Ending ending) {
    to.push(Register.RBX);
    to.push(Register.R12);
    to.address(THREE_STRIDES_X, new Address(STRIDE_X, 2, STRIDE_X, 0));
    to.address(THREE_STRIDES_Y, new Address(STRIDE_Y, 2, STRIDE_Y, 0));
    int tile = to.here();
    sums(to);
    end(to, ending);
    to.address(X, new Address(X, TileKernel.ROWS, STRIDE_X, 0));
    to.address(Y, new Address(Y, TileKernel.ROWS, STRIDE_Y, 0));
    to.decrement(TILES);
    to.jumpBackIfNotZero(tile);
    to.endVectors();
    to.pop(Register.R12);
    to.pop(Register.RBX);
    to.returns();
  }

  private static void sums(X86Assembler to) {
    for (int sum = 0; sum < FIRST_OF_PANEL; sum++) {
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
    steps(to, UNROLLED);
    to.jumpBackIfNotZero(eight);
    to.land(noEights);
    to.move(COUNT, REST);
    to.test(COUNT);
    Jump noRest = to.jumpIfZero();
    int one = to.here();
    steps(to, 1);
    to.jumpBackIfNotZero(one);
    to.land(noRest);
  }

  private static void steps(X86Assembler to, int steps) {
    for (int step = 0; step < steps; step++) {
      for (int v = 0; v < VECTORS; v++) {
        to.load(FIRST_OF_PANEL + v, Address.of(IN_PANEL, step * STEP_BYTES + v * VECTOR_BYTES));
      }
      for (int row = 0; row < TileKernel.ROWS; row++) {
        to.broadcast(
            NUMBER_OF_X, row(IN_X, STRIDE_X, THREE_STRIDES_X, row).plus(step * Float.BYTES));
        for (int v = 0; v < VECTORS; v++) {
          to.multiplyAdd(row * VECTORS + v, NUMBER_OF_X, FIRST_OF_PANEL + v);
        }
      }
    }
    to.add(IN_X, steps * Float.BYTES);
    to.add(IN_PANEL, steps * STEP_BYTES);
    to.decrement(COUNT);
  }

  private static void end(X86Assembler to, Ending ending) {
    Register other = IN_PANEL;
    if (ending.plus || ending.times) {
      to.move(other, TO_OTHER);
      to.add(other, Y);
    }
    for (int row = 0; row < TileKernel.ROWS; row++) {
      for (int v = 0; v < VECTORS; v++) {
        int sum = row * VECTORS + v;
        Address target = row(Y, STRIDE_Y, THREE_STRIDES_Y, row).plus(v * VECTOR_BYTES);
        Address joined = row(other, STRIDE_Y, THREE_STRIDES_Y, row).plus(v * VECTOR_BYTES);
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

  private static Address row(Register first, Register stride, Register threeStrides, int row) {
    return switch (row) {
      case 0 -> Address.of(first, 0);
      case 1, 2 -> new Address(first, row, stride, 0);
      default -> new Address(first, 1, threeStrides, 0);
    };
  }
}

package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/** The machine code of {@link BlockKernel}; arguments come as the System V ABI hands them over. */
final class BlockCode {
  private static final int EIGHT = X86Assembler.Width.EIGHTS.numbers();
  private static final int VECTORS = BlockKernel.SIZE / EIGHT;
  private static final Register BLOCKS = Register.RDI;
  private static final Register VALUES = Register.RSI;
  private static final Register COUNT = Register.RDX;

  // Vectors behind those of the weights.
  private static final int SCALE = VECTORS;
  private static final int MINIMUM = SCALE + 1;
  private static final int FOUR_BITS = MINIMUM + 1;
  private static final int MINUS_EIGHT = FOUR_BITS + 1;

  private BlockCode() {}

  /** Blocks, where their weights go, how many blocks. */
  static void write(X86Assembler to, BlockKernel kernel) {
    to.setBits(FOUR_BITS);
    to.shiftLeft(MINUS_EIGHT, FOUR_BITS, 3);
    to.shiftRight(FOUR_BITS, FOUR_BITS, 28);
    to.repeat(
        COUNT,
        () -> {
          switch (kernel) {
            case Q4_0 -> q4v0(to);
            case Q4_1 -> q4v1(to);
            case Q8_0 -> q8v0(to);
            case F16 -> plain(to, to::loadHalves);
            case BF16 -> plain(to, to::loadUpperHalves);
          }
          to.add(BLOCKS, kernel.bytes());
          to.add(VALUES, BlockKernel.SIZE * Float.BYTES);
        });
    to.endVectors();
    to.returns();
  }

  private static void q4v0(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    nibbles(to, 2);
    for (int i = 0; i < VECTORS; i++) {
      to.addIntegers(i, MINUS_EIGHT);
    }
    scaled(to, false);
  }

  private static void q4v1(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    to.broadcastHalf(MINIMUM, Address.of(BLOCKS, 2));
    nibbles(to, 4);
    scaled(to, true);
  }

  private static void q8v0(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    for (int i = 0; i < VECTORS; i++) {
      to.loadSignedBytes(i, Address.of(BLOCKS, 2 + i * EIGHT));
    }
    scaled(to, false);
  }

  /** Writes how eight numbers are loaded as float32. */
  private interface Load {
    void write(int vector, Address from);
  }

  private static void plain(X86Assembler to, Load load) {
    for (int i = 0; i < VECTORS; i++) {
      load.write(i, Address.of(BLOCKS, i * to.vectorBytes() / 2));
      to.store(Address.of(VALUES, i * to.vectorBytes()), i);
    }
  }

  /** The low halves of 16 bytes, then their high halves. */
  private static void nibbles(X86Assembler to, int offset) {
    for (int i = 0; i < VECTORS / 2; i++) {
      to.loadBytes(i, Address.of(BLOCKS, offset + i * EIGHT));
      to.shiftRight(i + VECTORS / 2, i, 4);
      to.and(i, FOUR_BITS);
    }
  }

  private static void scaled(X86Assembler to, boolean minimum) {
    for (int i = 0; i < VECTORS; i++) {
      to.toFloats(i, i);
      to.multiply(i, i, SCALE);
      if (minimum) {
        to.add(i, i, MINIMUM);
      }
      to.store(Address.of(VALUES, i * to.vectorBytes()), i);
    }
  }
}

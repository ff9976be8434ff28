package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/** The machine code of {@link BlockKernel}; arguments come as the System V ABI hands them over. */
final class BlockCode {
  static final Register BLOCKS = Register.RDI;
  static final Register VALUES = Register.RSI;
  private static final Register COUNT = Register.RDX;
  private static final Register PLACES = Register.RCX;

  private static final int SIZE = BlockKernel.Q4_0.size();
  private static final int EIGHT = X86Assembler.Width.EIGHTS.numbers();
  private static final int VECTORS = SIZE / EIGHT;

  // Vectors behind those of the weights.
  private static final int SCALE = VECTORS;
  private static final int MINIMUM = SCALE + 1;
  private static final int FOUR_BITS = MINIMUM + 1;
  private static final int FIFTH_BIT = FOUR_BITS + 1;
  private static final int ZERO = FIFTH_BIT + 1;
  private static final int FIFTHS = ZERO + 1;
  private static final int OWN_FIFTHS = FIFTHS + 1;
  private static final int OF_PLACES = OWN_FIFTHS + 1;

  private BlockCode() {}

  /** Blocks, where their weights go, how many blocks, the number of each place in a vector. */
  static void write(X86Assembler to, BlockKernel kernel) {
    constants(to, kernel);
    to.repeat(
        COUNT,
        () -> {
          switch (kernel) {
            case Q4_0 -> q4v0(to);
            case Q4_1 -> q4v1(to);
            case Q5_0 -> q5v0(to);
            case Q5_1 -> q5v1(to);
            case Q8_0 -> q8v0(to);
            case Q4_K -> KBlockCode.q4(to);
            case Q5_K -> KBlockCode.q5(to);
            case Q6_K -> KBlockCode.q6(to);
            case F16 -> plain(to, to::loadHalves);
            case BF16 -> plain(to, to::loadUpperHalves);
          }
          to.add(BLOCKS, kernel.bytes());
          to.add(VALUES, kernel.size() * Float.BYTES);
        });
    to.endVectors();
    to.returns();
  }

  private static void constants(X86Assembler to, BlockKernel kernel) {
    switch (kernel) {
      case Q4_K, Q5_K, Q6_K -> KBlockCode.constants(to);
      case Q4_0, Q4_1, Q5_0, Q5_1 -> {
        bits(to, FOUR_BITS, 0, 4);
        bits(to, FIFTH_BIT, 4, 1);
        bits(to, ZERO, kernel == BlockKernel.Q4_0 ? 3 : 4, 32);
        to.load(OF_PLACES, Address.of(PLACES, 0));
      }
      case Q8_0, F16, BF16 -> {}
    }
  }

  /** Sets some bits of each 32, from one on; with all above it that is minus that one. */
  static void bits(X86Assembler to, int vector, int from, int count) {
    to.setBits(vector);
    to.shiftRight(vector, vector, Integer.SIZE - count);
    to.shiftLeft(vector, vector, from);
  }

  private static void q4v0(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    nibbles(to, 2);
    fromZero(to);
    scaled(to, false);
  }

  private static void q4v1(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    to.broadcastHalf(MINIMUM, Address.of(BLOCKS, 2));
    nibbles(to, 4);
    scaled(to, true);
  }

  private static void q5v0(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    nibbles(to, 6);
    fifths(to, 2);
    fromZero(to);
    scaled(to, false);
  }

  private static void q5v1(X86Assembler to) {
    to.broadcastHalf(SCALE, Address.of(BLOCKS, 0));
    to.broadcastHalf(MINIMUM, Address.of(BLOCKS, 2));
    nibbles(to, 8);
    fifths(to, 4);
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

  /** Adds to each weight its own of 32 bits. */
  private static void fifths(X86Assembler to, int offset) {
    to.broadcast(FIFTHS, Address.of(BLOCKS, offset));
    for (int i = 0; i < VECTORS; i++) {
      to.shiftRight(OWN_FIFTHS, FIFTHS, i * EIGHT);
      to.shiftRightEach(OWN_FIFTHS, OWN_FIFTHS, OF_PLACES);
      to.shiftLeft(OWN_FIFTHS, OWN_FIFTHS, 4);
      to.and(OWN_FIFTHS, FIFTH_BIT);
      to.addIntegers(i, OWN_FIFTHS);
    }
  }

  private static void fromZero(X86Assembler to) {
    for (int i = 0; i < VECTORS; i++) {
      to.addIntegers(i, ZERO);
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

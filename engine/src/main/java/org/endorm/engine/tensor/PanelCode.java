package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/** The machine code of {@link Panels}; arguments come as the System V ABI hands them over. */
final class PanelCode {
  private static final int VECTOR_BYTES = X86Assembler.Width.EIGHTS.bytes();
  private static final int HALF_BYTES = VECTOR_BYTES / 2;
  private static final Register ROW = Register.RDI;
  private static final Register STRIDE = Register.RSI;
  private static final Register TARGET = Register.RDX;
  private static final Register STEP = Register.RCX;
  private static final Register EIGHTS = Register.R8;
  private static final Register THREE_STRIDES = Register.R9;
  private static final Register FIFTH_ROW = Register.R10;

  private PanelCode() {}

  /**
   * Eight rows become columns: the first row, bytes to the next, where the first column goes, bytes
   * to the next, eights of a row.
   */
  static void turn(X86Assembler to) {
    to.address(THREE_STRIDES, new Address(STRIDE, 2, STRIDE, 0));
    to.address(FIFTH_ROW, new Address(ROW, 4, STRIDE, 0));
    to.repeat(
        EIGHTS,
        () -> {
          turnFour(to, 0);
          turnFour(to, HALF_BYTES);
          to.add(ROW, VECTOR_BYTES);
          to.add(FIFTH_ROW, VECTOR_BYTES);
        });
    to.endVectors();
    to.returns();
  }

  /** Four numbers of each row; rows that are four apart share a vector. */
  private static void turnFour(X86Assembler to, int offset) {
    for (int i = 0; i < 4; i++) {
      to.loadTwice(i, Address.ofRow(ROW, STRIDE, THREE_STRIDES, i).plus(offset));
      to.loadUpper(i, Address.ofRow(FIFTH_ROW, STRIDE, THREE_STRIDES, i).plus(offset));
    }
    to.interleaveLower(4, 0, 1);
    to.interleaveUpper(5, 0, 1);
    to.interleaveLower(6, 2, 3);
    to.interleaveUpper(7, 2, 3);
    to.lowerPairs(0, 4, 6);
    to.upperPairs(1, 4, 6);
    to.lowerPairs(2, 5, 7);
    to.upperPairs(3, 5, 7);
    for (int i = 0; i < 4; i++) {
      to.store(Address.of(TARGET, 0), i);
      to.add(TARGET, STEP);
    }
  }
}

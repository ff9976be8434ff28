package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * The machine code of {@link CellRows}, of AVX-512; arguments come as the System V ABI hands them
 * over.
 */
final class CellCode {
  private static final Register ROW = Register.RDI;
  private static final Register SIXTEENS = Register.RSI;
  private static final Register TARGET = Register.RDX;
  private static final Register ROWS = Register.RCX;
  private static final Register CONSTANTS = Register.R8;
  private static final Register ZERO = Register.R9;

  // Vectors.
  private static final int X = 0;
  private static final int OTHER = 1;
  private static final int SCALE = 2;
  private static final int NONE = 3;
  private static final int SUM = 4;
  private static final int MAGNITUDE = 5;
  private static final int LARGEST = 6;
  private static final int SMALLEST_SCALE = 7;
  private static final int OF_ZERO = 8;

  private CellCode() {}

  /** Numbers, sixteens of them, where they go as bfloat16. */
  static void toPairs(X86Assembler to) {
    to.repeat(
        SIXTEENS,
        () -> {
          to.load(X, RowCode.at(ROW));
          to.storeUpperHalves(RowCode.at(TARGET), X);
          to.add(ROW, to.vectorBytes());
          to.add(TARGET, to.vectorBytes() / 2);
        });
    RowCode.end(to);
  }

  /**
   * Rows, sixteens of one, where they go, how many rows, what a number's magnitude are the bits of
   * and the largest integer and the smallest scale, what stands for zero.
   */
  static void toFours(X86Assembler to) {
    to.broadcast(MAGNITUDE, RowCode.at(CONSTANTS));
    to.broadcast(LARGEST, Address.of(CONSTANTS, Float.BYTES));
    to.broadcast(SMALLEST_SCALE, Address.of(CONSTANTS, 2 * Float.BYTES));
    to.broadcast(OF_ZERO, RowCode.at(ZERO));
    to.repeat(
        ROWS,
        () -> {
          scale(to);
          integers(to);
          to.storeFirst(RowCode.at(TARGET), SCALE);
          to.storeFirst(Address.of(TARGET, Float.BYTES), SUM);
          to.add(TARGET, 2 * Float.BYTES);
          to.move(ROW, RowCode.AT);
        });
    RowCode.end(to);
  }

  /** The largest magnitude by the largest integer; no number where one of the row is none. */
  private static void scale(X86Assembler to) {
    to.clear(SCALE);
    to.clear(NONE);
    RowCode.eachVector(
        to,
        () -> {
          to.load(X, RowCode.at(RowCode.AT));
          to.subtract(OTHER, X, X);
          to.add(NONE, NONE, OTHER);
          to.and(X, MAGNITUDE);
          to.maximum(SCALE, X);
        });
    to.acrossPlaces(SCALE, OTHER, () -> to.maximum(SCALE, OTHER));
    to.acrossPlaces(NONE, OTHER, () -> to.add(NONE, NONE, OTHER));
    to.divide(SCALE, SCALE, LARGEST);
    to.maximum(SCALE, SMALLEST_SCALE);
    to.add(SCALE, SCALE, NONE);
  }

  private static void integers(X86Assembler to) {
    to.clear(SUM);
    RowCode.eachVector(
        to,
        () -> {
          to.load(X, RowCode.at(RowCode.AT));
          to.divide(X, X, SCALE);
          to.toIntegers(X, X);
          to.addIntegers(SUM, X);
          to.addIntegers(X, OF_ZERO);
          to.storeBytes(RowCode.at(TARGET), X);
          to.add(TARGET, to.vectorBytes() / Float.BYTES);
        });
    to.acrossPlaces(SUM, OTHER, () -> to.addIntegers(SUM, OTHER));
  }
}

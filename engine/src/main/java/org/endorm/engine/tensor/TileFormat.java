package org.endorm.engine.tensor;

/**
 * The numbers that a {@link TileKernel} multiplies: rows of cells of 32 bits, each of which holds
 * as many of them as fit. Narrower numbers than float32 are filled up with zeros to whole vectors.
 */
public enum TileFormat {
  /** A number to a cell. */
  FLOAT32(1, 0),
  /** Two to a cell; sums are float32. */
  BFLOAT16(2, 0),
  /**
   * Four to a cell, as {@link Int8Rows} rounds them; two cells end a row, its scale and the sum of
   * its integers. Those of x stand {@value #ZERO} higher, in bytes without a sign; sums of products
   * are 32-bit integers.
   */
  INT8(4, 2);

  /** What stands for zero in bytes without a sign: 2 to the power of {@value #ZERO_BITS}. */
  static final int ZERO = 128;

  static final int ZERO_BITS = 7;

  private static final int WHOLE = 16;

  private final int numbers;
  private final int end;

  TileFormat(int numbers, int end) {
    this.numbers = numbers;
    this.end = end;
  }

  /** Whether tiles of it run here, and no other product is faster. */
  public boolean isPreferred() {
    return TileKernel.of(this).isPresent();
  }

  /** Numbers of a cell. */
  int numbers() {
    return numbers;
  }

  /** Numbers of a row with what fills it up. */
  long filled(long in) {
    return this == FLOAT32 ? in : Math.ceilDiv(in, WHOLE) * WHOLE;
  }

  /** Cells along which a row of so many numbers is multiplied. */
  long steps(long in) {
    return filled(in) / numbers;
  }

  /** Cells of the row. */
  long cells(long in) {
    return steps(in) + end;
  }

  /** Whether this processor multiplies it by vectors at least as fast as by anything else. */
  boolean suits() {
    return switch (this) {
      case FLOAT32 -> Processor.fusesEights();
      case BFLOAT16 -> Processor.fusesSixteens() && Processor.multipliesPairs();
      case INT8 -> Processor.fusesSixteens() && Processor.multipliesFours();
    };
  }
}

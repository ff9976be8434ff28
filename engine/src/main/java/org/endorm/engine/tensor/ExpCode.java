package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * Machine code for eˣ of the float32 numbers of a vector that are 0 or less: 2ⁿ·eʳ with x = n·ln 2
 * + r, and a polynomial for eʳ. What would be below the smallest normal number becomes 0.
 *
 * <p>Within two units in the last place. Source of the polynomial: Moshier, Cephes Mathematical
 * Library, {@code expf}.
 */
final class ExpCode {
  /** The most negative x that gives more than 0. */
  private static final float LOWEST = -87.3f;

  private static final int MANTISSA_BITS = 23;

  /** The constants that are held in vectors, one after the other. */
  private static final float[] HELD = {
    1.44269504088896341f, // log2(e)
    0.693359375f, // ln(2), its first bits,
    -2.12194440e-4f, // and the rest.
    1.3981999507e-3f,
    8.3334519073e-3f,
    4.1665795894e-2f,
    1.6666665459e-1f,
    5.0000001201e-1f,
    1
  };

  /** The constants behind those, which are read when they are used. */
  private static final float[] READ = {
    1.9875691500e-4f, // The highest coefficient.
    LOWEST,
    Float.intBitsToFloat(127), // The exponent of 1.
    -0f
  };

  private static final int HIGHEST_COEFFICIENT = HELD.length;
  private static final int LEAST_X = HIGHEST_COEFFICIENT + 1;
  private static final int BIAS = LEAST_X + 1;
  private static final int SIGN = BIAS + 1;

  /** The first of the vectors that are taken. */
  static final int FIRST_HELD = 16 - HELD.length;

  private static final int LOG2_E = FIRST_HELD;
  private static final int LN2_HIGH = LOG2_E + 1;
  private static final int LN2_LOW = LN2_HIGH + 1;
  private static final int SECOND_COEFFICIENT = LN2_LOW + 1;
  private static final int ONE = 15;

  private final X86Assembler to;
  private final Register constants;
  private final int x;
  private final int n;
  private final int power;
  private final int kept;

  /**
   * @param constants holds {@link #address()}
   * @param x the vector that is changed
   * @param free the first of three vectors that may be written; those from {@value #FIRST_HELD} on
   *     are taken
   */
  ExpCode(X86Assembler to, Register constants, int x, int free) {
    this.to = to;
    this.constants = constants;
    this.x = x;
    this.n = free;
    this.power = free + 1;
    this.kept = free + 2;
    if (kept >= FIRST_HELD) {
      throw new IllegalArgumentException("no vectors left");
    }
  }

  /** The address of what the code reads from memory. */
  static long address() {
    return Constants.ADDRESS;
  }

  private static final class Constants {
    private static final long ADDRESS =
        Arena.global().allocateFrom(JAVA_FLOAT, constants()).address();
  }

  private static float[] constants() {
    float[] constants = Arrays.copyOf(HELD, HELD.length + READ.length);
    System.arraycopy(READ, 0, constants, HELD.length, READ.length);
    float[] repeated = new float[constants.length * RowKernels.VECTOR];
    for (int i = 0; i < constants.length; i++) {
      Arrays.fill(repeated, i * RowKernels.VECTOR, (i + 1) * RowKernels.VECTOR, constants[i]);
    }
    return repeated;
  }

  private Address constant(int index) {
    return Address.of(constants, index * to.vectorBytes());
  }

  /** Loads what all numbers need. */
  void begin() {
    for (int i = 0; i < HELD.length; i++) {
      to.load(FIRST_HELD + i, constant(i));
    }
  }

  /** x = eˣ. */
  void write() {
    to.notLess(kept, x, constant(LEAST_X));
    to.multiply(n, x, LOG2_E);
    to.round(n, n);
    to.multiplySubtract(x, n, LN2_HIGH);
    to.multiplySubtract(x, n, LN2_LOW);
    to.load(power, constant(HIGHEST_COEFFICIENT));
    for (int i = SECOND_COEFFICIENT; i <= ONE; i++) {
      to.timesPlus(power, x, i);
    }
    to.timesPlus(power, x, ONE);
    to.toIntegers(n, n);
    to.addIntegers(n, constant(BIAS));
    to.shiftLeft(n, n, MANTISSA_BITS);
    to.multiply(x, power, n);
    to.keep(x, kept);
  }

  /** vector = −|from|. */
  void negative(int vector, int from) {
    to.or(vector, from, constant(SIGN));
  }

  /** vector = 1 at each place. */
  void one(int vector) {
    to.load(vector, constant(HELD.length - 1));
  }
}

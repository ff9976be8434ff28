package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * The machine code of {@link BlockKernel}'s K types: first the factors of all groups of a block,
 * then group by group its weights.
 */
final class KBlockCode {
  private static final int EIGHT = X86Assembler.Width.EIGHTS.numbers();
  private static final int GROUP = 32;
  private static final int VECTORS = GROUP / EIGHT;

  // Vectors; before them are those of two groups.
  private static final int SCALE = 2 * VECTORS;
  private static final int MINIMUM = SCALE + 1;
  private static final int FOUR_BITS = MINIMUM + 1;
  private static final int SIX_BITS = FOUR_BITS + 1;
  private static final int FIFTH_BIT = SIX_BITS + 1;
  private static final int FIFTH_AND_SIXTH = FIFTH_BIT + 1;
  private static final int MINUS_32 = FIFTH_AND_SIXTH + 1;
  private static final int HIGH = MINUS_32 + 1;

  // Factors of a block's groups, below the stack's end, where the ABI leaves 128 bytes to a
  // function that calls none. Half a vector is written before the minima and behind the scales.
  private static final Address MINIMA = Address.of(Register.RSP, -112);
  private static final Address SCALES = Address.of(Register.RSP, -80);

  private static final int SHARED_AT = 4;
  private static final int AFTER_FACTORS = 16;
  private static final int SIXTEEN_SCALES_AT = 192;
  private static final int LAST_AT = 208;

  private KBlockCode() {}

  static void constants(X86Assembler to) {
    BlockCode.bits(to, FOUR_BITS, 0, 4);
    BlockCode.bits(to, SIX_BITS, 0, 6);
    BlockCode.bits(to, FIFTH_BIT, 4, 1);
    BlockCode.bits(to, FIFTH_AND_SIXTH, 4, 2);
    BlockCode.bits(to, MINUS_32, 5, 32);
  }

  static void q4(X86Assembler to) {
    shared(to);
    for (int pair = 0; pair < 4; pair++) {
      nibbles(to, AFTER_FACTORS + pair * GROUP);
      scaled(to, 2 * pair);
    }
  }

  static void q5(X86Assembler to) {
    shared(to);
    for (int pair = 0; pair < 4; pair++) {
      nibbles(to, AFTER_FACTORS + GROUP + pair * GROUP);
      for (int i = 0; i < 2 * VECTORS; i++) {
        to.loadBytes(HIGH, block(AFTER_FACTORS + i % VECTORS * EIGHT));
        move(to, HIGH, 2 * pair + i / VECTORS, 4);
        to.and(HIGH, FIFTH_BIT);
        to.addIntegers(i, HIGH);
      }
      scaled(to, 2 * pair);
    }
  }

  static void q6(X86Assembler to) {
    to.broadcastHalf(SCALE, block(LAST_AT));
    for (int i = 0; i < 2; i++) {
      to.loadSignedBytes(i, block(SIXTEEN_SCALES_AT + i * EIGHT));
      to.toFloats(i, i);
      to.multiply(i, i, SCALE);
      to.store(SCALES.plus(i * to.vectorBytes()), i);
    }
    for (int vector = 0; vector < 8 * VECTORS; vector++) {
      // Of each 128 weights: 64 low halves, then 64 high ones; two bits in each quarter of 32.
      int half = vector / 16;
      int quarter = vector / VECTORS % 4;
      int place = vector % VECTORS * EIGHT;
      to.loadBytes(0, block(half * 64 + quarter % 2 * GROUP + place));
      to.shiftRight(0, 0, quarter / 2 * 4);
      to.and(0, FOUR_BITS);
      to.loadBytes(HIGH, block(128 + half * GROUP + place));
      move(to, HIGH, 2 * quarter, 4);
      to.and(HIGH, FIFTH_AND_SIXTH);
      to.addIntegers(0, HIGH);
      to.addIntegers(0, MINUS_32);
      to.broadcast(SCALE, SCALES.plus(vector / 2 * Float.BYTES));
      to.toFloats(0, 0);
      to.multiply(0, 0, SCALE);
      to.store(Address.of(BlockCode.VALUES, vector * to.vectorBytes()), 0);
    }
  }

  private static Address block(int offset) {
    return Address.of(BlockCode.BLOCKS, offset);
  }

  /** Shifts so that one bit comes to another's place. */
  private static void move(X86Assembler to, int vector, int bit, int place) {
    if (bit < place) {
      to.shiftLeft(vector, vector, place - bit);
    } else {
      to.shiftRight(vector, vector, bit - place);
    }
  }

  /**
   * Eight scales and minima of six bits in 12 bytes: of the first four scales and minima the low
   * six bits of bytes 0 to 7; of the others the low and the high four of bytes 8 to 11 and the top
   * two of bytes 0 to 7.
   */
  private static void shared(X86Assembler to) {
    int first = 0;
    int top = 1;
    int lastScales = 2;
    int lastMinima = 3;
    int factors = 4;
    to.loadBytes(first, block(SHARED_AT));
    to.shiftRight(top, first, 6);
    to.shiftLeft(top, top, 4);
    to.and(first, SIX_BITS);
    to.loadBytes(lastScales, block(SHARED_AT + 8)); // In the lower half.
    to.and(lastScales, FOUR_BITS);
    to.addIntegers(lastScales, top);
    to.loadBytes(lastMinima, block(SHARED_AT + 4)); // In the upper half.
    to.shiftRight(lastMinima, lastMinima, 4);
    to.addIntegers(lastMinima, top);
    to.toFloats(first, first);
    to.toFloats(lastScales, lastScales);
    to.toFloats(lastMinima, lastMinima);
    int half = to.vectorBytes() / 2;
    to.broadcastHalf(SCALE, block(0));
    to.multiply(factors, first, SCALE);
    to.store(SCALES, factors);
    to.multiply(factors, lastScales, SCALE);
    to.store(SCALES.plus(half), factors);
    to.broadcastHalf(MINIMUM, block(2));
    to.multiply(factors, lastMinima, MINIMUM);
    to.store(MINIMA, factors);
    to.multiply(factors, first, MINIMUM);
    to.store(MINIMA.plus(-half), factors);
  }

  /** The low halves of 32 bytes, then their high halves: two groups. */
  private static void nibbles(X86Assembler to, int offset) {
    for (int i = 0; i < VECTORS; i++) {
      to.loadBytes(i, block(offset + i * EIGHT));
      to.shiftRight(i + VECTORS, i, 4);
      to.and(i, FOUR_BITS);
    }
  }

  /** Two groups, from one on. */
  private static void scaled(X86Assembler to, int group) {
    for (int i = 0; i < 2 * VECTORS; i++) {
      if (i % VECTORS == 0) {
        int own = (group + i / VECTORS) * Float.BYTES;
        to.broadcast(SCALE, SCALES.plus(own));
        to.broadcast(MINIMUM, MINIMA.plus(own));
      }
      to.toFloats(i, i);
      to.multiply(i, i, SCALE);
      to.subtract(i, i, MINIMUM);
      to.store(Address.of(BlockCode.VALUES, (group * VECTORS + i) * to.vectorBytes()), i);
    }
  }
}

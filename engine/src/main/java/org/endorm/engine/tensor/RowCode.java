package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/** The machine code of {@link RowKernels}; arguments come as the System V ABI hands them over. */
final class RowCode {
  private static final int VECTOR_BYTES = X86Assembler.VECTOR_BYTES;
  private static final Register FIRST = Register.RDI;
  private static final Register SECOND = Register.RSI;
  private static final Register THIRD = Register.RDX;
  private static final Register FOURTH = Register.RCX;
  private static final Register FIFTH = Register.R8;
  private static final Register SIXTH = Register.R9;

  // Registers and vectors that are free to use.
  private static final Register AT = Register.RAX;
  private static final Register COUNT = Register.R10;
  private static final Register OTHER_AT = Register.R11;
  private static final int X = 2;
  private static final int OTHER = 3;

  private RowCode() {}

  /** Row, eights of it, constants of {@link ExpCode}. */
  static void softmax(X86Assembler to) {
    int highest = 0;
    int sum = 1;
    ExpCode exp = new ExpCode(to, THIRD, X, OTHER);
    exp.begin();
    highest(to, highest);
    to.clear(sum);
    eachEight(
        to,
        () -> {
          to.load(X, eight(AT));
          to.subtract(X, X, highest);
          exp.write();
          to.store(eight(AT), X);
          to.add(sum, sum, X);
        });
    to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
    exp.one(OTHER);
    to.divide(sum, OTHER, sum);
    eachEight(
        to,
        () -> {
          to.load(X, eight(AT));
          to.multiply(X, X, sum);
          to.store(eight(AT), X);
        });
    end(to);
  }

  /**
   * Row, eights of it, constants of {@link ExpCode}, where the highest and the sum go.
   *
   * <p>Beside one token of high probability thousands of others would each be rounded away: what a
   * sum lost is remembered and added with the next (Kahan, Communications of the ACM 8, 1965).
   */
  static void logSumExp(X86Assembler to) {
    int highest = 0;
    int sum = 1;
    int lost = 6;
    int next = 4; // Which the exponential needs no more by then.
    ExpCode exp = new ExpCode(to, THIRD, X, OTHER);
    exp.begin();
    highest(to, highest);
    to.clear(sum);
    to.clear(lost);
    eachEight(
        to,
        () -> {
          to.load(X, eight(AT));
          to.subtract(X, X, highest);
          exp.write();
          to.subtract(X, X, lost);
          to.add(next, sum, X);
          to.subtract(lost, next, sum);
          to.subtract(lost, lost, X);
          to.add(sum, sum, X);
        });
    to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
    to.store(eight(FOURTH), highest);
    to.store(eight(FOURTH).plus(VECTOR_BYTES), sum);
    end(to);
  }

  /** The highest number of the row, eight times. */
  private static void highest(X86Assembler to, int highest) {
    to.load(highest, eight(FIRST));
    eachEight(to, () -> to.maximum(highest, eight(AT)));
    to.acrossPlaces(highest, OTHER, () -> to.maximum(highest, OTHER));
  }

  /**
   * Numbers, eights of them, constants of {@link ExpCode}.
   *
   * <p>With e = e⁻|ˣ|, which can't overflow: x/(1 + e), and where x is negative x·e/(1 + e).
   */
  static void silu(X86Assembler to) {
    int e = 0;
    int x = 1;
    int one = 6;
    ExpCode exp = new ExpCode(to, THIRD, e, X);
    exp.begin();
    exp.one(one);
    eachEight(
        to,
        () -> {
          to.load(x, eight(AT));
          exp.negative(e, x);
          exp.write();
          to.choose(OTHER, one, e, x);
          to.add(e, e, one);
          to.multiply(x, x, OTHER);
          to.divide(x, x, e);
          to.store(eight(AT), x);
        });
    end(to);
  }

  /** Rows, eights of one, where they go, how many there are, weight, 1/width and ε and 1. */
  static void rmsNorm(X86Assembler to) {
    int sum = 0;
    int share = 4;
    int epsilon = 5;
    int one = 6;
    to.load(share, eight(SIXTH));
    to.load(epsilon, eight(SIXTH).plus(VECTOR_BYTES));
    to.load(one, eight(SIXTH).plus(2 * VECTOR_BYTES));
    to.repeat(
        FOURTH,
        () -> {
          to.clear(sum);
          eachEight(
              to,
              () -> {
                to.load(X, eight(AT));
                to.multiplyAdd(sum, X, X);
              });
          to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
          to.timesPlus(sum, share, epsilon);
          to.squareRoot(sum);
          to.divide(sum, one, sum);
          to.move(OTHER_AT, FIFTH);
          eachEight(
              to,
              () -> {
                to.load(X, eight(AT));
                to.multiply(X, X, sum);
                to.multiply(X, eight(OTHER_AT));
                to.store(eight(THIRD), X);
                to.add(OTHER_AT, VECTOR_BYTES);
                to.add(THIRD, VECTOR_BYTES);
              });
          to.move(FIRST, AT);
        });
    end(to);
  }

  /**
   * A row's heads, from the end of one's first half to the next, how many there are, cosines,
   * sines, eights of a half.
   */
  static void turn(X86Assembler to) {
    Register half = Register.R12;
    Register sines = Register.RBX;
    int a = 0;
    int b = 1;
    int cosine = 2;
    int sine = 3;
    int turned = 4;
    to.push(half);
    to.push(sines);
    to.move(half, SIXTH);
    for (int bytes = 1; bytes < VECTOR_BYTES; bytes *= 2) {
      to.add(half, half);
    }
    to.repeat(
        THIRD,
        () -> {
          to.move(AT, FOURTH);
          to.move(sines, FIFTH);
          to.move(COUNT, SIXTH);
          to.repeat(
              COUNT,
              () -> {
                Address other = new Address(FIRST, 1, half, 0);
                to.load(a, eight(FIRST));
                to.load(b, other);
                to.load(cosine, eight(AT));
                to.load(sine, eight(sines));
                to.multiply(turned, a, cosine);
                to.multiplySubtract(turned, b, sine);
                to.store(eight(FIRST), turned);
                to.multiply(turned, b, cosine);
                to.multiplyAdd(turned, a, sine);
                to.store(other, turned);
                to.add(FIRST, VECTOR_BYTES);
                to.add(AT, VECTOR_BYTES);
                to.add(sines, VECTOR_BYTES);
              });
          to.add(FIRST, SECOND);
        });
    to.endVectors();
    to.pop(sines);
    to.pop(half);
    to.returns();
  }

  private static Address eight(Register at) {
    return Address.of(at, 0);
  }

  /** Visits a row from its first eight to its last. */
  private static void eachEight(X86Assembler to, Runnable body) {
    to.move(AT, FIRST);
    to.move(COUNT, SECOND);
    to.repeat(
        COUNT,
        () -> {
          body.run();
          to.add(AT, VECTOR_BYTES);
        });
  }

  private static void end(X86Assembler to) {
    to.endVectors();
    to.returns();
  }
}

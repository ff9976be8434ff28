package org.endorm.engine.tensor;

import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/** The machine code of {@link RowKernels}; arguments come as the System V ABI hands them over. */
final class RowCode {
  private static final Register FIRST = Register.RDI;
  private static final Register SECOND = Register.RSI;
  private static final Register THIRD = Register.RDX;
  private static final Register FOURTH = Register.RCX;
  private static final Register FIFTH = Register.R8;
  private static final Register SIXTH = Register.R9;

  // Registers and vectors that are free to use.
  static final Register AT = Register.RAX;
  private static final Register COUNT = Register.R10;
  private static final Register OTHER_AT = Register.R11;
  private static final int X = 2;
  private static final int OTHER = 3;

  private RowCode() {}

  /** Row, vectors of it, constants of {@link ExpCode}. */
  static void softmax(X86Assembler to) {
    int highest = 0;
    int sum = 1;
    ExpCode exp = new ExpCode(to, THIRD, X, OTHER);
    exp.begin();
    highest(to, highest);
    to.clear(sum);
    eachVector(
        to,
        () -> {
          to.load(X, at(AT));
          to.subtract(X, X, highest);
          exp.write();
          to.store(at(AT), X);
          to.add(sum, sum, X);
        });
    to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
    exp.one(OTHER);
    to.divide(sum, OTHER, sum);
    eachVector(
        to,
        () -> {
          to.load(X, at(AT));
          to.multiply(X, X, sum);
          to.store(at(AT), X);
        });
    end(to);
  }

  /**
   * Row, vectors of it, constants of {@link ExpCode}, where the highest and the sum go.
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
    eachVector(
        to,
        () -> {
          to.load(X, at(AT));
          to.subtract(X, X, highest);
          exp.write();
          to.subtract(X, X, lost);
          to.add(next, sum, X);
          to.subtract(lost, next, sum);
          to.subtract(lost, lost, X);
          to.add(sum, sum, X);
        });
    to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
    to.store(at(FOURTH), highest);
    to.store(at(FOURTH).plus(to.vectorBytes()), sum);
    end(to);
  }

  /** The highest number of the row, at each place. */
  private static void highest(X86Assembler to, int highest) {
    to.load(highest, at(FIRST));
    eachVector(to, () -> to.maximum(highest, at(AT)));
    to.acrossPlaces(highest, OTHER, () -> to.maximum(highest, OTHER));
  }

  /**
   * Numbers, vectors of them, constants of {@link ExpCode}.
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
    eachVector(
        to,
        () -> {
          to.load(x, at(AT));
          exp.negative(e, x);
          exp.write();
          to.choose(OTHER, one, e, x);
          to.add(e, e, one);
          to.multiply(x, x, OTHER);
          to.divide(x, x, e);
          to.store(at(AT), x);
        });
    end(to);
  }

  /** Rows, vectors of one, where they go, how many there are, weight, 1/width and ε and 1. */
  static void rmsNorm(X86Assembler to) {
    int sum = 0;
    int share = 4;
    int epsilon = 5;
    int one = 6;
    to.load(share, at(SIXTH));
    to.load(epsilon, at(SIXTH).plus(to.vectorBytes()));
    to.load(one, at(SIXTH).plus(2 * to.vectorBytes()));
    to.repeat(
        FOURTH,
        () -> {
          to.clear(sum);
          eachVector(
              to,
              () -> {
                to.load(X, at(AT));
                to.multiplyAdd(sum, X, X);
              });
          to.acrossPlaces(sum, OTHER, () -> to.add(sum, sum, OTHER));
          to.timesPlus(sum, share, epsilon);
          to.squareRoot(sum);
          to.divide(sum, one, sum);
          to.move(OTHER_AT, FIFTH);
          eachVector(
              to,
              () -> {
                to.load(X, at(AT));
                to.multiply(X, X, sum);
                to.multiply(X, at(OTHER_AT));
                to.store(at(THIRD), X);
                to.add(OTHER_AT, to.vectorBytes());
                to.add(THIRD, to.vectorBytes());
              });
          to.move(FIRST, AT);
        });
    end(to);
  }

  /**
   * A row's heads, from the end of one's first half to the next, how many there are, cosines,
   * sines, vectors of a half.
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
    for (int bytes = 1; bytes < to.vectorBytes(); bytes *= 2) {
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
                to.load(a, at(FIRST));
                to.load(b, other);
                to.load(cosine, at(AT));
                to.load(sine, at(sines));
                to.multiply(turned, a, cosine);
                to.multiplySubtract(turned, b, sine);
                to.store(at(FIRST), turned);
                to.multiply(turned, b, cosine);
                to.multiplyAdd(turned, a, sine);
                to.store(other, turned);
                to.add(FIRST, to.vectorBytes());
                to.add(AT, to.vectorBytes());
                to.add(sines, to.vectorBytes());
              });
          to.add(FIRST, SECOND);
        });
    to.endVectors();
    to.pop(sines);
    to.pop(half);
    to.returns();
  }

  static Address at(Register at) {
    return Address.of(at, 0);
  }

  /**
   * Visits a row, whose address and vectors are the first arguments, from its first vector to its
   * last.
   *
   * @param body finds the vector at {@link #AT}, which is behind the row in the end
   */
  static void eachVector(X86Assembler to, Runnable body) {
    to.move(AT, FIRST);
    to.move(COUNT, SECOND);
    to.repeat(
        COUNT,
        () -> {
          body.run();
          to.add(AT, to.vectorBytes());
        });
  }

  static void end(X86Assembler to) {
    to.endVectors();
    to.returns();
  }
}

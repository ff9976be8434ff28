package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.endorm.engine.tensor.X86Assembler.Address;
import org.endorm.engine.tensor.X86Assembler.Register;

/**
 * The softmax of a row of float32 numbers in place, in machine code of AVX2.
 *
 * <p>Each of eight sums takes every eighth number: a row has the same bits wherever zeros, whose
 * numbers were −∞, stand before and behind it by eights. What is no number makes all of its row
 * none.
 */
final class SoftmaxKernel {
  private static final int VECTOR_BYTES = 32;
  private static final int LANES = VECTOR_BYTES / Float.BYTES;

  // Arguments as the System V ABI hands them over.
  private static final Register ROW = Register.RDI;
  private static final Register EIGHTS = Register.RSI;
  private static final Register CONSTANTS = Register.RDX;
  private static final Register IN_ROW = Register.RAX;
  private static final Register COUNT = Register.RCX;

  // The vectors.
  private static final int HIGHEST = 0;
  private static final int SUM = 1;
  private static final int X = 2;
  private static final int OTHER = 3;

  private static final Optional<MemorySegment> PLACED =
      Processor.fusesEights() ? ExecutableMemory.of(code()) : Optional.empty();

  private SoftmaxKernel() {}

  /** Whether this processor and system run it. */
  static boolean isAvailable() {
    return PLACED.isPresent();
  }

  /**
   * Replaces a row by its softmax.
   *
   * @param row address of its first number
   * @param eights times eight are its numbers, 1 at least
   */
  static void apply(long row, long eights) {
    try {
      Native.CALL.invokeExact(row, eights, Native.CONSTANTS);
    } catch (Throwable e) {
      throw new IllegalStateException("a kernel of this process failed", e);
    }
  }

  /** How it is called, and what it reads. */
  private static final class Native {
    private static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                PLACED.orElseThrow(), FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final long CONSTANTS =
        Arena.global().allocateFrom(JAVA_FLOAT, ExpCode.constants()).address();
  }

  private static byte[] code() {
    X86Assembler to = new X86Assembler(4 << 10);
    ExpCode exp = new ExpCode(to, CONSTANTS, X, OTHER);
    exp.begin();
    begin(to);
    to.load(HIGHEST, Address.of(IN_ROW, 0));
    int next = to.here();
    to.maximum(HIGHEST, Address.of(IN_ROW, 0));
    end(to, next);
    acrossLanes(HIGHEST, to, () -> to.maximum(HIGHEST, OTHER));

    begin(to);
    to.clear(SUM);
    next = to.here();
    to.load(X, Address.of(IN_ROW, 0));
    to.subtract(X, HIGHEST);
    exp.write();
    to.store(Address.of(IN_ROW, 0), X);
    to.add(SUM, X);
    end(to, next);
    acrossLanes(SUM, to, () -> to.add(SUM, OTHER));

    exp.one(OTHER);
    to.divide(SUM, OTHER, SUM);
    begin(to);
    next = to.here();
    to.load(X, Address.of(IN_ROW, 0));
    to.multiply(X, X, SUM);
    to.store(Address.of(IN_ROW, 0), X);
    end(to, next);
    to.endVectors();
    to.returns();
    return to.code();
  }

  private static void begin(X86Assembler to) {
    to.move(IN_ROW, ROW);
    to.move(COUNT, EIGHTS);
  }

  private static void end(X86Assembler to, int next) {
    to.add(IN_ROW, VECTOR_BYTES);
    to.decrement(COUNT);
    to.jumpBackIfNotZero(next);
  }

  /** Joins the lanes of a vector, so that each holds the result. */
  private static void acrossLanes(int vector, X86Assembler to, Runnable join) {
    to.swapHalves(OTHER, vector);
    join.run();
    to.swapPairs(OTHER, vector);
    join.run();
    to.swapNeighbours(OTHER, vector);
    join.run();
  }
}

package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What is computed along float32 rows between products, in machine code of AVX2: one pass over
 * memory in place of one for each step of the formula.
 *
 * <p>Sums along a row go by every eighth number, then across: a row has the same bits beside any
 * others. What is no number stays none.
 */
public final class RowKernels {
  private static final int VECTOR = TileKernel.VECTOR;
  private static final int ROOM = 8 << 10;
  private static final Optional<Entries> ENTRIES =
      Processor.fusesEights() ? placed() : Optional.empty();

  private record Entries(
      MemorySegment softmax,
      MemorySegment logSumExp,
      MemorySegment silu,
      MemorySegment rmsNorm,
      MemorySegment turn) {}

  private RowKernels() {}

  /** Whether this processor and system run them. */
  static boolean areAvailable() {
    return ENTRIES.isPresent();
  }

  /** Whether they run here for the rows that the last dimension of a tensor is. */
  public static boolean fit(Tensor x) {
    return areAvailable()
        && isFloat32(x)
        && x.numel() > 0
        && x.size(-1) % VECTOR == 0
        && x.is_contiguous();
  }

  private static boolean isFloat32(Tensor x) {
    return x.element_size() == Float.BYTES;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("no rows of such a shape");
    }
  }

  /**
   * Replaces a row by its softmax. Where −∞ stands by eights before and behind, the bits are those
   * of the row without.
   *
   * @param row address of its first number
   * @param eights times eight are its numbers, 1 at least
   */
  static void softmax(long row, long eights) {
    call(ENTRIES.orElseThrow().softmax, row, eights, ExpCode.address(), 0, 0, 0);
  }

  /** Replaces numbers x by x / (1 + e⁻ˣ). */
  public static void silu(Tensor x) {
    require(fit(x));
    call(ENTRIES.orElseThrow().silu, address(x), x.numel() / VECTOR, ExpCode.address(), 0, 0, 0);
  }

  /** The logarithm of Σ eˣ of each row of a matrix; shape [rows, 1]. */
  public static Tensor logSumExp(Tensor x) {
    require(fit(x) && x.dim() == 2);
    int rows = Math.toIntExact(x.size(0));
    long width = x.size(1);
    float[] values = new float[rows];
    try (TensorScope scope = new TensorScope()) {
      Tensor result = torch.empty(new long[] {2 * VECTOR}, x.options(), null);
      MemorySegment found = MemorySegment.ofAddress(address(result)).reinterpret(bytes(2 * VECTOR));
      for (int row = 0; row < rows; row++) {
        call(
            ENTRIES.orElseThrow().logSumExp,
            address(x) + bytes(row * width),
            width / VECTOR,
            ExpCode.address(),
            found.address(),
            0,
            0);
        float highest = found.get(JAVA_FLOAT_UNALIGNED, 0);
        values[row] = (float) (highest + Math.log(found.get(JAVA_FLOAT_UNALIGNED, bytes(VECTOR))));
      }
    }
    return Tensors.of(values, rows, 1);
  }

  /** Rows x / √(mean(x²) + ε) · w. */
  public static final class RmsNorm {
    private final int width;
    private final MemorySegment constants;

    /**
     * @param width of a row
     */
    public RmsNorm(int width, double epsilon) {
      this.width = width;
      float[] numbers = new float[3 * VECTOR];
      Arrays.fill(numbers, 0, VECTOR, 1f / width);
      Arrays.fill(numbers, VECTOR, 2 * VECTOR, (float) epsilon);
      Arrays.fill(numbers, 2 * VECTOR, 3 * VECTOR, 1);
      this.constants = Arena.ofAuto().allocateFrom(JAVA_FLOAT, numbers);
    }

    /**
     * @param weight shape [width]
     * @return shape as x
     */
    public Tensor apply(Tensor x, Tensor weight) {
      require(fit(x) && x.size(-1) == width && fit(weight) && weight.numel() == width);
      Tensor y = torch.empty_like(x);
      call(
          ENTRIES.orElseThrow().rmsNorm,
          address(x),
          width / VECTOR,
          address(y),
          x.numel() / width,
          address(weight),
          constants.address());
      Reference.reachabilityFence(this);
      return y;
    }
  }

  /** Whether {@link #turn} takes these heads: halves of whole vectors, one after the other. */
  public static boolean canTurn(Tensor x, Tensor cosine) {
    return fit(cosine) && isFloat32(x) && x.stride(2) == 1;
  }

  /**
   * Turns pairs of coordinates, those of the first half of a head with those of the second: (a, b)
   * becomes (a·cos − b·sin, b·cos + a·sin), in place.
   *
   * @param x shape [n, heads, 2·half]
   * @param cosine shape [n, 1, half]
   * @param sine shape [n, 1, half]
   */
  public static void turn(Tensor x, Tensor cosine, Tensor sine) {
    long half = cosine.size(-1);
    require(canTurn(x, cosine) && fit(sine) && x.dim() == 3 && x.size(2) == 2 * half);
    require(cosine.numel() == x.size(0) * half && sine.numel() == cosine.numel());
    MemorySegment turn = ENTRIES.orElseThrow().turn;
    long first = address(x);
    long cosines = address(cosine);
    long sines = address(sine);
    long rowBytes = bytes(x.stride(0));
    long toNext = bytes(x.stride(1) - half);
    long heads = x.size(1);
    long n = x.size(0);
    for (long row = 0; row < n; row++) {
      long angles = bytes(row * half);
      call(
          turn,
          first + row * rowBytes,
          toNext,
          heads,
          cosines + angles,
          sines + angles,
          half / VECTOR);
    }
  }

  private static void call(MemorySegment entry, long a, long b, long c, long d, long e, long f) {
    try {
      Native.CALL.invokeExact(entry, a, b, c, d, e, f);
    } catch (Throwable failure) {
      throw new IllegalStateException("a kernel of this process failed", failure);
    }
  }

  /** How any of them is called. */
  private static final class Native {
    private static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.ofVoid(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private static Optional<Entries> placed() {
    List<Consumer<X86Assembler>> kernels =
        List.of(
            RowCode::softmax, RowCode::logSumExp, RowCode::silu, RowCode::rmsNorm, RowCode::turn);
    X86Assembler to = new X86Assembler(ROOM);
    int[] at = new int[kernels.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = to.here();
      kernels.get(i).accept(to);
    }
    return ExecutableMemory.of(to.code())
        .map(
            code ->
                new Entries(
                    code.asSlice(at[0]),
                    code.asSlice(at[1]),
                    code.asSlice(at[2]),
                    code.asSlice(at[3]),
                    code.asSlice(at[4])));
  }

  private static long bytes(long numbers) {
    return numbers * Float.BYTES;
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }
}

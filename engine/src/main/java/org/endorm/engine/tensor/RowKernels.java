package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What is computed along float32 rows between products, in machine code of AVX-512 or AVX2: one
 * pass over memory in place of one for each step of the formula.
 *
 * <p>Sums along a row go by the places of a vector, then across them: a row has the same bits
 * beside any others. What is no number stays none.
 */
public final class RowKernels {
  /** Numbers of a vector. */
  static final int VECTOR = TileKernel.VECTOR;

  private static final int ROOM = 8 << 10;
  private static final Optional<KernelTable> TABLE =
      KernelTable.of(
          TileKernel.WIDTH, ROOM, Arrays.stream(Kernel.values()).map(k -> k.code).toList());

  private enum Kernel {
    SOFTMAX(RowCode::softmax),
    LOG_SUM_EXP(RowCode::logSumExp),
    SILU(RowCode::silu),
    RMS_NORM(RowCode::rmsNorm),
    TURN(RowCode::turn);

    private final Consumer<X86Assembler> code;

    Kernel(Consumer<X86Assembler> code) {
      this.code = code;
    }
  }

  private RowKernels() {}

  /** Whether this processor and system run them. */
  static boolean areAvailable() {
    return TABLE.isPresent();
  }

  /** Whether they run here for the rows that the last dimension of a tensor is. */
  public static boolean fit(Tensor x) {
    return areAvailable()
        && Tensors.isContiguousFloat32(x)
        && x.numel() > 0
        && x.size(-1) % VECTOR == 0;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("no rows of such a shape");
    }
  }

  /**
   * Replaces a row by its softmax. Where −∞ stands by vectors before and behind, the bits are those
   * of the row without.
   *
   * @param row address of its first number
   * @param vectors that it fills, 1 at least
   */
  static void softmax(long row, long vectors) {
    call(Kernel.SOFTMAX, row, vectors, ExpCode.address(), 0, 0, 0);
  }

  /** Replaces numbers x by x / (1 + e⁻ˣ). */
  public static void silu(Tensor x) {
    require(fit(x));
    call(Kernel.SILU, address(x), x.numel() / VECTOR, ExpCode.address(), 0, 0, 0);
  }

  /** The logarithm of Σ eˣ of each row of a matrix; shape [rows, 1]. */
  public static Tensor logSumExp(Tensor x) {
    require(fit(x) && x.dim() == 2);
    float[] values = new float[Math.toIntExact(x.size(0))];
    long width = x.size(1);
    long first = address(x);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_FLOAT, 2 * VECTOR);
      for (int row = 0; row < values.length; row++) {
        call(
            Kernel.LOG_SUM_EXP,
            first + bytes(row * width),
            width / VECTOR,
            ExpCode.address(),
            found.address(),
            0,
            0);
        float highest = found.getAtIndex(JAVA_FLOAT, 0);
        double sum = found.getAtIndex(JAVA_FLOAT, VECTOR);
        values[row] =
            Float.isInfinite(highest)
                ? ofInfinite(x.select(0, row))
                : (float) (highest + Math.log(sum));
      }
    }
    return Tensors.of(values, values.length, 1);
  }

  /** Below an infinite number there is no sum to speak of. */
  private static float ofInfinite(Tensor row) {
    return torch.logsumexp(row, new long[] {0}, false).item_float();
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
          Kernel.RMS_NORM,
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
    return fit(cosine) && x.element_size() == Float.BYTES && x.stride(2) == 1;
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
          Kernel.TURN,
          first + row * rowBytes,
          toNext,
          heads,
          cosines + angles,
          sines + angles,
          half / VECTOR);
    }
  }

  private static void call(Kernel kernel, long a, long b, long c, long d, long e, long f) {
    TABLE.orElseThrow().call(kernel.ordinal(), a, b, c, d, e, f);
  }
}

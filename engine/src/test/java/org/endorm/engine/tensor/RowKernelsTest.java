package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowKernelsTest {
  private static final int VECTOR = RowKernels.VECTOR;

  /** Where the processor could run them, they have to be there. */
  @BeforeEach
  void assumeKernels() {
    assumeTrue(Processor.fusesEights());
    assertThat(RowKernels.areAvailable()).isTrue();
  }

  private static float[] softmax(float... row) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_FLOAT, row);
      RowKernels.softmax(memory.address(), row.length / VECTOR);
      return memory.toArray(JAVA_FLOAT);
    }
  }

  private static float[] random(int length, double spread) {
    Random random = new Random(length);
    float[] row = new float[length];
    for (int i = 0; i < length; i++) {
      row[i] = (float) (spread * random.nextGaussian());
    }
    return row;
  }

  /** Relative to each number: small ones are as exact as large ones, down to the smallest. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 125, 1024})
  void softmaxIsExactToTheLastDigits(int vectors) {
    int length = vectors * VECTOR;
    for (double spread : new double[] {0, 0.1, 3, 20}) {
      float[] row = random(length, spread);
      double highest = Float.NEGATIVE_INFINITY;
      for (float x : row) {
        highest = Math.max(highest, x);
      }
      double sum = 0;
      for (float x : row) {
        sum += Math.exp(x - highest);
      }
      float[] weights = softmax(row);
      for (int i = 0; i < length; i++) {
        double x = row[i] - highest; // In float32 this is rounded by half a unit of x.
        double expected = Math.exp(x) / sum;
        double allowed = expected * (5e-7 + Math.ulp((float) x)) + 2 * Float.MIN_NORMAL;
        assertThat((double) weights[i]).isCloseTo(expected, within(allowed));
      }
    }
  }

  @Test
  void whatIsMinusInfinityWeighsNothing() {
    float[] row = random(32, 2);
    float[] within = row.clone();
    Arrays.fill(within, 0, 5, Float.NEGATIVE_INFINITY);
    Arrays.fill(within, 30, 32, Float.NEGATIVE_INFINITY);
    float[] weights = softmax(within);
    assertThat(Arrays.copyOf(weights, 5)).containsOnly(0);
    assertThat(Arrays.copyOfRange(weights, 30, 32)).containsOnly(0);
    assertThat(sum(weights)).isCloseTo(1, within(1e-6));
  }

  /** As if they were not there, to the last bit. */
  @Test
  void vectorsOfMinusInfinityChangeNoBit() {
    float[] row = random(5 * VECTOR, 2);
    float[] longer = new float[8 * VECTOR];
    Arrays.fill(longer, Float.NEGATIVE_INFINITY);
    System.arraycopy(row, 0, longer, 2 * VECTOR, 5 * VECTOR);
    assertThat(Arrays.copyOfRange(softmax(longer), 2 * VECTOR, 7 * VECTOR)).isEqualTo(softmax(row));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void noNumberStaysHidden(float broken) {
    for (int place = 0; place < 3 * VECTOR; place++) {
      float[] row = random(3 * VECTOR, 1);
      row[place] = broken;
      float[] weights = softmax(row);
      assertThat(weights[place]).as("at " + place).isNaN();
    }
  }

  @Test
  void noNumberMakesAllOfItsRowNone() {
    float[] row = random(3 * VECTOR, 1);
    row[VECTOR + 1] = Float.NaN;
    for (float weight : softmax(row)) {
      assertThat(weight).isNaN();
    }
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /** Rows of several widths, one of them only a vector. */
  static Stream<Integer> widths() {
    return Stream.of(1, 3, 8, 72, 384).map(vectors -> vectors * VECTOR);
  }

  private static void withRows(int width, BiConsumer<Tensor, Tensor> check) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(width);
      check.accept(torch.randn(5, width).mul_(new Scalar(4)), torch.randn(width));
    }
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(torch.allclose(actual, expected, 1e-6, 1e-6, false)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("widths")
  void logSumExpIsLibtorchs(int width) {
    withRows(
        width,
        (x, weight) ->
            assertClose(RowKernels.logSumExp(x), torch.logsumexp(x, new long[] {1}, true)));
  }

  /** As libtorch has it, and only in the rows that have them. */
  @Test
  void logSumExpOfInfiniteNumbersIsLibtorchs() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      float low = Float.NEGATIVE_INFINITY;
      float high = Float.POSITIVE_INFINITY;
      float[][] rows = {
        {low, low, low, low, low, low, low, low},
        {1, 2, high, 4, low, 6, 7, 8},
        {1, 2, 3, 4, low, 6, 7, 8},
        {low, low, Float.NaN, low, low, low, low, low},
        {1, 2, high, 4, Float.NaN, 6, 7, 8},
      };
      for (float[] row : rows) {
        float[] whole = Arrays.copyOf(row, VECTOR);
        Arrays.fill(whole, row.length, VECTOR, low);
        Tensor x = Tensors.of(whole, 1, VECTOR);
        float expected = Tensors.floats(torch.logsumexp(x, new long[] {1}, true))[0];
        float found = Tensors.floats(RowKernels.logSumExp(x))[0];
        if (Float.isFinite(expected)) {
          assertThat(found).isCloseTo(expected, within(1e-6f));
        } else {
          assertThat(found).isEqualTo(Float.valueOf(expected)); // So that NaN is equal.
        }
      }
    }
  }

  /** Each is less than half of the last digit that the sum has by then. */
  @Test
  void logSumExpLosesNoneOfManySmallNumbers() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      float[] row = new float[3072];
      Arrays.fill(row, -17);
      row[0] = 0;
      float found = Tensors.floats(RowKernels.logSumExp(Tensors.of(row, 1, 3072)))[0];
      assertThat((double) found).isCloseTo(Math.log1p(3071 * Math.exp(-17)), within(1e-7));
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void siluIsLibtorchs(int width) {
    withRows(
        width,
        (x, weight) -> {
          Tensor y = x.mul(new Scalar(8)); // Beyond where an exponential could overflow.
          Tensor expected = torch.silu(y);
          RowKernels.silu(y);
          assertClose(y, expected);
        });
  }

  @ParameterizedTest
  @MethodSource("widths")
  void rmsNormIsLibtorchs(int width) {
    withRows(
        width,
        (x, weight) -> {
          Tensor expected =
              torch.rms_norm(
                  x, new long[] {width}, new TensorOptional(weight), new DoubleOptional(0.01));
          RowKernels.RmsNorm norm = new RowKernels.RmsNorm(width, 0.01);
          assertClose(norm.apply(x, weight), expected);
          Tensor alone = norm.apply(x.narrow(0, 3, 1), weight);
          assertThat(torch.equal(alone, norm.apply(x, weight).narrow(0, 3, 1))).isTrue();
        });
  }

  /** Of heads that lie among others, too, and have coordinates that do not turn. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void pairsTurn(int vectors) {
    int half = vectors * VECTOR;
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(half);
      Tensor all = torch.randn(3, 4, 2 * half + 5);
      Tensor before = all.clone();
      Tensor angles = torch.randn(3, 1, half);
      RowKernels.turn(all.narrow(2, 2, 2 * half), angles.cos(), angles.sin());
      Tensor a = before.narrow(2, 2, half);
      Tensor b = before.narrow(2, 2 + half, half);
      assertClose(all.narrow(2, 2, half), a.mul(angles.cos()).sub(b.mul(angles.sin())));
      assertClose(all.narrow(2, 2 + half, half), b.mul(angles.cos()).add(a.mul(angles.sin())));
      for (int[] kept : new int[][] {{0, 2}, {2 + 2 * half, 3}}) {
        assertThat(torch.equal(all.narrow(2, kept[0], kept[1]), before.narrow(2, kept[0], kept[1])))
            .isTrue();
      }
    }
  }

  @Test
  void noNumberStaysNone() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      float[] row = random(VECTOR, 1);
      row[5] = Float.NaN;
      Tensor x = Tensors.of(row, 1, VECTOR);
      assertThat(Tensors.floats(RowKernels.logSumExp(x))).containsOnly(Float.NaN);
      Tensor y = x.clone();
      RowKernels.silu(y);
      assertThat(Tensors.floats(y)[5]).isNaN();
      assertThat(Tensors.floats(y)[4]).isFinite();
      Tensor ones = torch.ones(VECTOR);
      assertThat(Tensors.floats(new RowKernels.RmsNorm(VECTOR, 0).apply(x, ones)))
          .containsOnly(Float.NaN);
    }
  }

  /** What an address can't tell is checked before memory is read by it. */
  @Test
  void otherShapesAreRefused() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      for (Tensor wrong :
          new Tensor[] {
            torch.randn(2, VECTOR + 4),
            torch.randn(VECTOR, 2 * VECTOR).t(),
            torch.randn(0, VECTOR),
            torch.randn(2, VECTOR).to(ScalarType.Double)
          }) {
        assertThat(RowKernels.fit(wrong)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> RowKernels.silu(wrong));
        assertThatIllegalArgumentException().isThrownBy(() -> RowKernels.logSumExp(wrong));
      }
      RowKernels.RmsNorm norm = new RowKernels.RmsNorm(2 * VECTOR, 0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> norm.apply(torch.randn(2, 2 * VECTOR), torch.randn(VECTOR)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> norm.apply(torch.randn(2, VECTOR), torch.randn(VECTOR)));
      Tensor x = torch.randn(2, 3, 2 * VECTOR);
      Tensor cosine = torch.randn(2, 1, VECTOR);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RowKernels.turn(x, cosine, cosine.narrow(0, 0, 1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RowKernels.turn(x.narrow(2, 0, VECTOR), cosine, cosine));
    }
  }
}

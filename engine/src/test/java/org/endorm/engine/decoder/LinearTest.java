package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Int8Rows;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTest {
  private static final int BLOCK = Linear.BLOCK_ROWS;
  private static final int BLOCKS = 9;

  static Linear linear(Tensor weight, Tensor bias, Dtype dtype) {
    Matrix.Source source = new Matrix.Source(() -> weight, null, () -> {});
    Matrix matrix = new Matrix(source, (int) weight.size(0), (int) weight.size(1), dtype);
    return new Linear(matrix, bias, dtype);
  }

  /** Inner and outer widths of real models from 135M to 1.7B parameters, and of a tiny one. */
  static Stream<Arguments> shapes() {
    int[][] widths = {
      {576, 576},
      {576, 192},
      {576, 1536},
      {1536, 576},
      {896, 4864},
      {4864, 896},
      {896, 128},
      {2048, 2048},
      {2048, 512},
      {960, 2560},
      {32, 56},
      {56, 32},
      {32, 16},
      {32, 8},
      {64, 4},
      {1000, 1},
      {36, 33}
    };
    return Arrays.stream(widths)
        .flatMap(w -> Arrays.stream(Dtype.values()).map(dtype -> Arguments.of(w[0], w[1], dtype)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aRowHasTheSameBitsInEveryBlockAndBesideAnyOthers(int in, int out, Dtype dtype) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(in + out);
      Linear linear = linear(torch.randn(out, in), null, dtype);
      Tensor x = torch.randn((long) BLOCKS * BLOCK, in);
      Tensor together = linear.apply(x);
      int step = Linear.rowStep(dtype);
      IntStream whole = IntStream.range(1, BLOCKS).map(blocks -> blocks * BLOCK);
      IntStream cut = IntStream.of(step, 3 * step, BLOCK + step, 5 * BLOCK - step);
      for (int rows : IntStream.concat(whole, cut).toArray()) {
        Tensor fewer = linear.apply(x.narrow(0, 0, rows));
        assertThat(torch.equal(fewer, together.narrow(0, 0, rows))).isTrue();
      }
      int shift = 37;
      Tensor moved = linear.apply(x.narrow(0, shift, BLOCK).contiguous());
      assertThat(torch.equal(moved, together.narrow(0, shift, BLOCK))).isTrue();
    }
  }

  /** Of widths that leave all, some or no numbers over, whatever vectors they are computed by. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void theSameAfterAnActivation(Activation activation) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(2);
      Epilogue epilogue = new Epilogue.Of(activation);
      Tensor x = torch.randn(3L * BLOCK, 40);
      for (Dtype dtype : Dtype.values()) {
        for (int width : new int[] {33, 40, 48, 64}) {
          Linear linear = linear(torch.randn(width, 40), null, dtype);
          Tensor together = linear.apply(x, epilogue);
          int step = Linear.rowStep(dtype, width);
          for (int rows = step; rows < x.size(0); rows += step) {
            Tensor fewer = linear.apply(x.narrow(0, 0, rows), epilogue);
            assertThat(torch.equal(fewer, together.narrow(0, 0, rows))).isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void addsTheBiasAfterTheProduct(Dtype dtype) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Tensor weight = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
      Linear linear = linear(weight, Tensors.of(new float[] {10, 20}, 2), dtype);
      float[] y = Tensors.floats(linear.apply(Tensors.of(new float[] {1, -1}, 1, 2)));
      // 8-bit integers: 1 and 3 are no whole steps of 2/127 and 4/127
      float tolerance = dtype == Dtype.INT8 ? 0.01f : 0;
      assertThat(y).containsExactly(new float[] {9, 19}, offset(tolerance));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"BFloat16", "Half"})
  void aNarrowWeightIsWidenedExactly(ScalarType stored) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Tensor narrow = torch.randn(24, 48).to(stored);
      Tensor x = torch.randn(BLOCK, 48);
      Tensor wide = linear(narrow.to(ScalarType.Float), null, Dtype.FLOAT32).apply(x);
      assertThat(torch.equal(linear(narrow, null, Dtype.FLOAT32).apply(x), wide)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCK})
  void eightBitsAreTheProductOfTheRoundedOperands(int rows) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(3);
      Tensor weight = torch.randn(40, 96);
      Tensor x = torch.randn(rows, 96);
      Tensor expected = torch.linear(widened(Int8Rows.of(x)), widened(Int8Rows.of(weight)));
      Tensor product = linear(weight, null, Dtype.INT8).apply(x).to(ScalarType.Double);
      assertThat(torch.allclose(product, expected, 1e-6, 1e-5, false)).isTrue();
      assertThat(torch.allclose(torch.linear(x, weight).to(ScalarType.Double), expected)).isFalse();
    }
  }

  private static Tensor widened(Int8Rows rows) {
    return rows.integers().to(ScalarType.Double).mul(rows.scales().to(ScalarType.Double));
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void aNumberThatIsNoneShowsInItsRowAlone(Dtype dtype) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(4);
      Linear linear = linear(torch.randn(40, 96), null, dtype);
      Tensor x = torch.randn(BLOCK, 96);
      Tensor clean = linear.apply(x);
      x.select(0, 5).select(0, 7).fill_(new Scalar(Float.NaN));
      Tensor y = linear.apply(x);
      assertThat(y.select(0, 5).isnan().all().item_bool()).isTrue();
      assertThat(torch.equal(y.narrow(0, 0, 5), clean.narrow(0, 0, 5))).isTrue();
      assertThat(torch.equal(y.narrow(0, 6, BLOCK - 6), clean.narrow(0, 6, BLOCK - 6))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void isTheProductThatADoubleLoopGives(Dtype dtype) {
    // float32: 64 products of size 1; of the others operands keep 8 bits
    double tolerance = dtype == Dtype.FLOAT32 ? 1e-4 : 0.3;
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(1);
      Tensor weight = torch.randn(3, 64);
      Tensor x = torch.randn(BLOCK, 64);
      float[] w = Tensors.floats(weight);
      float[] rows = Tensors.floats(x);
      float[] y = Tensors.floats(linear(weight, null, dtype).apply(x));
      for (int i = 0; i < y.length; i++) {
        double expected = 0;
        for (int k = 0; k < 64; k++) {
          expected += (double) rows[i / 3 * 64 + k] * w[i % 3 * 64 + k];
        }
        assertThat((double) y[i]).isCloseTo(expected, within(tolerance));
      }
    }
  }
}

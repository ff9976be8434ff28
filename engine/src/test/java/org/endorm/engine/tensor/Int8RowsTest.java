package org.endorm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class Int8RowsTest {
  @Test
  void eachRowIsAWholeNumberOfItsOwnScale() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Int8Rows rows =
          Int8Rows.of(Tensors.of(new float[] {2, -4, 1, 0.5f, 0.25f, 0, 0, 0, 0}, 3, 3));
      assertThat(Tensors.floats(rows.integers()))
          .containsExactly(64, -127, 32, 127, 64, 0, 0, 0, 0);
      float[] scales = Tensors.floats(rows.scales());
      assertThat(scales[0]).isCloseTo(4 / 127f, within(1e-8f));
      assertThat(scales[1]).isCloseTo(0.5f / 127, within(1e-8f));
      assertThat(scales[2]).isPositive();
    }
  }

  @Test
  void roundsByHalfAStepAtMost() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(1);
      Tensor x = torch.randn(50, 300);
      Int8Rows rows = Int8Rows.of(x);
      Tensor steps = rows.integers().sub(x.div(rows.scales())).abs().amax();
      assertThat(steps.item_float()).isLessThanOrEqualTo(0.50001f);
      assertThat(rows.integers().abs().amax().item_float()).isEqualTo(127);
    }
  }

  @Test
  void aNumberThatIsNoneShowsInTheScale() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      try (NoGradGuard guard = Libtorch.noGradient();
          TensorScope scope = new TensorScope()) {
        Int8Rows rows = Int8Rows.of(Tensors.of(new float[] {1, bad, 1, 2}, 2, 2));
        float[] scales = Tensors.floats(rows.scales());
        assertThat(scales[0]).isNotFinite();
        assertThat(scales[1]).isCloseTo(2 / 127f, within(1e-8f));
      }
    }
  }

  @Test
  void tellsWhetherTheLargestIntegersMultiplyExactly() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(3);
      Tensor signs = torch.randn(96, 576).sign();
      Tensor weight = signs.mul(new Scalar(127.0));
      Tensor x = weight.narrow(0, 0, 64);
      Tensor packed = OneDnn.packIntegers(weight);
      Tensor product = new OneDnn.Int8Product(x, packed, torch.ones(96)).get();
      boolean exact = torch.equal(product, torch.linear(x, weight));
      assertThat(OneDnn.int8IsExact()).isEqualTo(exact);
    }
  }

  /** Weights of 63 at most, so that processors without units for it can't cut off anything. */
  @Test
  void theProductOfIntegersIsExact() {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(2);
      for (int[] shape : new int[][] {{576, 1536}, {1536, 576}, {32, 56}, {33, 7}, {2048, 512}}) {
        Tensor weight =
            torch.randint(-63, 64, new long[] {shape[1], shape[0]}).to(ScalarType.Float);
        Tensor x = torch.randint(-127, 128, new long[] {64, shape[0]}).to(ScalarType.Float);
        Tensor scales = torch.rand(shape[1]);
        Tensor packed = OneDnn.packIntegers(weight);
        Tensor product = new OneDnn.Int8Product(x, packed, scales).get();
        Tensor expected = torch.linear(x, weight).mul(scales);
        assertThat(torch.equal(product, expected)).isTrue();
      }
    }
  }
}

package org.endorm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProductTest {
  private static final int ROWS = 64;

  /** Inner and outer widths: below, at and beyond a step, a panel and its depth. */
  static Stream<Arguments> shapes() {
    int[][] widths = {
      {1, 1}, {7, 23}, {8, 24}, {9, 25}, {255, 48}, {256, 47}, {257, 49}, {576, 192}, {1023, 120}
    };
    return Stream.of(widths)
        .flatMap(w -> Stream.of(false, true).map(bias -> Arguments.of(w[0], w[1], bias)));
  }

  /** To the last bit: what it sums, in which order, and that it multiplies and adds in one. */
  @ParameterizedTest
  @MethodSource("shapes")
  void tilesSumInAChainAlongEachPanel(int in, int out, boolean withBias) {
    assumeTrue(TileKernel.isAvailable());
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(in);
      Tensor x = torch.randn(ROWS, in);
      Tensor weight = torch.randn(out, in);
      Tensor bias = withBias ? torch.randn(out) : null;
      Tensor other = torch.randn(ROWS, out);
      Product product = new TiledProduct(x, TiledProduct.pack(weight), out, bias);
      Tensor plain = product.of(Product.Pointwise.IDENTITY);
      Tensor chains = Tensors.of(chains(x, weight), ROWS, out);
      Tensor expected = withBias ? chains.add(bias) : chains;
      assertThat(torch.equal(plain, expected)).isTrue();
      for (Product.Join join : Product.Join.values()) {
        Tensor joined = join.apply(expected, other);
        assertThat(torch.equal(product.with(join, other), joined)).as(join.name()).isTrue();
      }
    }
  }

  /** Panels of at most 256 inputs, as even as steps of eight allow. */
  private static float[] chains(Tensor x, Tensor weight) {
    float[] rows = Tensors.floats(x);
    float[] columns = Tensors.floats(weight);
    int in = Math.toIntExact(x.size(1));
    int out = Math.toIntExact(weight.size(0));
    int panels = (in + 255) / 256;
    int depth = Math.min(in, ((in + panels - 1) / panels + 7) / 8 * 8);
    float[] y = new float[ROWS * out];
    for (int i = 0; i < y.length; i++) {
      for (int from = 0; from < in; from += depth) {
        float chain = 0;
        for (int k = from; k < Math.min(in, from + depth); k++) {
          chain = Math.fma(rows[i / out * in + k], columns[i % out * in + k], chain);
        }
        y[i] = from == 0 ? chain : y[i] + chain;
      }
    }
    return y;
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        Arguments.of(Product.Pointwise.IDENTITY, (UnaryOperator<Tensor>) x -> x),
        Arguments.of(Product.Pointwise.SILU, (UnaryOperator<Tensor>) torch::silu),
        Arguments.of(Product.Pointwise.GELU, (UnaryOperator<Tensor>) torch::gelu),
        Arguments.of(
            Product.Pointwise.GELU_TANH, (UnaryOperator<Tensor>) x -> torch.gelu(x, "tanh")),
        Arguments.of(Product.Pointwise.RELU, (UnaryOperator<Tensor>) torch::relu));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionIsThatOfProductAndBias(Product.Pointwise function, UnaryOperator<Tensor> expected) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(5);
      Tensor x = torch.randn(ROWS, 40);
      Tensor weight = torch.randn(48, 40);
      Tensor bias = torch.randn(48);
      Tensor y = Product.of(x, Product.pack(weight, ROWS), 48, bias).of(function);
      Tensor linear = expected.apply(torch.linear(x, weight).add(bias));
      assertThat(torch.allclose(y, linear, 1e-4, 1e-4, false)).isTrue();
    }
  }
}

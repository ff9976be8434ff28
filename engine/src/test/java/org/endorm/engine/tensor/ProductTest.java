package org.endorm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProductTest {
  private static final TileFormat FORMAT = TileFormat.FLOAT32;
  private static final int ROWS = 64;

  /** So that there is a tile of every height. */
  private static final int TILED_ROWS = 79;

  private static final ScalarType DOUBLE = ScalarType.Double;

  /** Inner and outer widths: below, at and beyond a step, a panel and its depth. */
  static Stream<Arguments> shapes() {
    int[][] widths = {
      {1, 1},
      {7, 23},
      {8, 24},
      {9, 25},
      {255, 48},
      {256, 47},
      {257, 49},
      {576, 192},
      {1023, 120},
      {2100, 49}
    };
    return Stream.of(widths)
        .flatMap(w -> Stream.of(false, true).map(bias -> Arguments.of(w[0], w[1], bias)));
  }

  /** What is multiplied, and another matrix of the product's shape. */
  private record Operands(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor other) {
    static Operands random(int in, int out, boolean withBias) {
      torch.manual_seed(in);
      return new Operands(
          torch.randn(TILED_ROWS, in),
          torch.randn(out, in),
          withBias ? torch.randn(out) : null,
          torch.randn(TILED_ROWS, out));
    }

    Tensor plusBias(Tensor product) {
      return bias == null ? product : product.add(bias);
    }
  }

  /** To the last bit: what it sums, in which order, and that it multiplies and adds in one. */
  @ParameterizedTest
  @MethodSource("shapes")
  void tilesSumInAChainAlongEachPanel(int in, int out, boolean withBias) {
    assumeTiles();
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Operands operands = Operands.random(in, out, withBias);
      Tensor chains = Tensors.of(chains(operands.x(), operands.weight()), TILED_ROWS, out);
      Tensor expected = operands.plusBias(chains);
      expectEverywhere(FORMAT, operands, expected);
      Tensor whole = Product.pack(operands.weight(), TILED_ROWS);
      expectEverywhere(
          Product.of(operands.x(), whole, out, operands.bias()), expected, operands.other());
    }
  }

  /** With a weight that is packed, or read by one thread or many. */
  private static void expectEverywhere(TileFormat format, Operands operands, Tensor expected) {
    Tensor x = operands.x();
    Tensor bias = operands.bias();
    int out = Math.toIntExact(operands.weight().size(0));
    RowSource rows = RowSource.of(operands.weight());
    Tensor packed = packed(format, operands.weight()).panels();
    expectEverywhere(Product.tiled(format, x, packed, out, bias), expected, operands.other());
    for (Sharing cores : List.of(Sharing.ALONE, (Sharing) ProductTest::onThreadsFromTheLast)) {
      Product product = Product.tiled(format, x, rows, out, bias, cores);
      expectEverywhere(product, expected, operands.other());
    }
  }

  private static TiledProduct.Packed packed(TileFormat format, Tensor weight) {
    RowSource rows = RowSource.of(weight);
    return new TiledProduct.Packed(
        format, Product.pack(format, rows, weight.size(0), weight.size(1)));
  }

  private static void expectEverywhere(Product product, Tensor expected, Tensor other) {
    assertThat(torch.equal(product.apply(Product.Pointwise.IDENTITY), expected)).isTrue();
    for (Product.Join join : Product.Join.values()) {
      Tensor joined = join.apply(expected, other);
      assertThat(torch.equal(product.with(join, other), joined)).as(join.name()).isTrue();
    }
  }

  /** To the last bit: the sums of integers are exact, and each is multiplied by two scales. */
  @ParameterizedTest
  @MethodSource("shapes")
  void tilesOfIntegersAreTheProductOfTheRoundedOperands(int in, int out, boolean withBias) {
    assumeTrue(TileFormat.INT8.isPreferred());
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Operands operands = Operands.random(in, out, withBias);
      Int8Rows rows = Int8Rows.of(operands.x());
      Int8Rows columns = Int8Rows.of(operands.weight());
      Tensor sums = torch.linear(rows.integers().to(DOUBLE), columns.integers().to(DOUBLE));
      Tensor product = sums.to(ScalarType.Float).mul(columns.scales().view(-1)).mul(rows.scales());
      expectEverywhere(TileFormat.INT8, operands, operands.plusBias(product));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void tilesOfBfloat16SumTheProductsOfTheRoundedOperandsInFloat32(
      int in, int out, boolean withBias) {
    assumeTrue(TileFormat.BFLOAT16.isPreferred());
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Operands operands = Operands.random(in, out, withBias);
      Tensor x = operands.x();
      Tensor bias = operands.bias();
      Tensor product = torch.linear(rounded(x), rounded(operands.weight()));
      Tensor expected = operands.plusBias(product);
      TiledProduct.Packed packed = packed(TileFormat.BFLOAT16, operands.weight());
      Tensor y = new TiledProduct(x, packed, out, bias).apply(Product.Pointwise.IDENTITY);
      double allowed = 2e-5 + 1e-7 * in; // Each of the additions rounds.
      assertThat(torch.allclose(y.to(DOUBLE), expected, 1e-6, allowed, false)).isTrue();
      expectEverywhere(TileFormat.BFLOAT16, operands, y);
      for (int row : new int[] {0, 7, 8, TILED_ROWS - 1}) {
        Tensor alone = x.narrow(0, row, 1).contiguous();
        Tensor one = new TiledProduct(alone, packed, out, bias).apply(Product.Pointwise.IDENTITY);
        assertThat(torch.equal(one, y.narrow(0, row, 1))).isTrue();
      }
    }
  }

  private static Tensor rounded(Tensor x) {
    return x.to(ScalarType.BFloat16).to(DOUBLE);
  }

  private static void onThreadsFromTheLast(int count, IntConsumer part) {
    IntStream.range(0, count)
        .mapToObj(i -> Thread.ofPlatform().start(() -> part.accept(count - 1 - i)))
        .toList()
        .forEach(ProductTest::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
    float[] y = new float[TILED_ROWS * out];
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

  /** Each of the ways in which a product is computed, wherever it runs. */
  private enum Way {
    ONE_DNN {
      @Override
      Product product(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return new OneDnn.PackedProduct(x, OneDnn.pack(weight, ROWS), bias);
      }
    },
    TILES {
      @Override
      Product product(Tensor x, Tensor weight, @Nullable Tensor bias) {
        assumeTiles();
        return new TiledProduct(x, packed(FORMAT, weight), (int) weight.size(0), bias);
      }
    };

    abstract Product product(Tensor x, Tensor weight, @Nullable Tensor bias);
  }

  static Stream<Arguments> ways() {
    int[][] widths = {{40, 48}, {576, 192}, {896, 128}, {260, 33}};
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(widths).map(w -> Arguments.of(way, w[0], w[1])));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void isAFunctionOfProductAndBias(Way way, int in, int out) {
    Map<Product.Pointwise, UnaryOperator<Tensor>> functions =
        Map.of(
            Product.Pointwise.IDENTITY, x -> x,
            Product.Pointwise.SILU, torch::silu,
            Product.Pointwise.GELU, torch::gelu,
            Product.Pointwise.GELU_TANH, x -> torch.gelu(x, "tanh"),
            Product.Pointwise.RELU, torch::relu);
    assertThat(functions).containsOnlyKeys(Product.Pointwise.values());
    withBiasAndWithout(
        way,
        in,
        out,
        (product, linear) ->
            functions.forEach(
                (function, expected) -> {
                  Tensor y = product.apply(function);
                  Tensor wanted = expected.apply(linear);
                  assertThat(torch.allclose(y, wanted, 1e-4, 1e-4, false))
                      .as(function.name())
                      .isTrue();
                }));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void isJoinedWithAnother(Way way, int in, int out) {
    withBiasAndWithout(
        way,
        in,
        out,
        (product, linear) -> {
          // As a block of a larger matrix is: it does not begin where its memory does.
          Tensor other = torch.randn(2 * ROWS, out).narrow(0, ROWS, ROWS);
          Tensor sum = product.with(Product.Join.PLUS, other);
          Tensor times = product.with(Product.Join.TIMES, other);
          assertThat(torch.allclose(sum, linear.add(other), 1e-4, 1e-4, false)).isTrue();
          assertThat(torch.allclose(times, linear.mul(other), 1e-4, 1e-4, false)).isTrue();
        });
  }

  /** Checks products beside what libtorch makes of the same. */
  private static void withBiasAndWithout(
      Way way, int in, int out, BiConsumer<Product, Tensor> check) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(5);
      Tensor x = torch.randn(ROWS, in);
      Tensor weight = torch.randn(out, in);
      Tensor bias = torch.randn(out);
      Tensor linear = torch.linear(x, weight);
      check.accept(way.product(x, weight, bias), linear.add(bias));
      check.accept(way.product(x, weight, null), linear);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aRowIsSummedAlikeAtEveryPlace(Way way, int in, int out) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(7);
      Tensor x = torch.randn(1, in).expand(ROWS, in).contiguous();
      Product product = way.product(x, torch.randn(out, in), null);
      Tensor other = torch.randn(1, out).expand(ROWS, out).contiguous();
      for (Tensor y :
          new Tensor[] {
            product.apply(Product.Pointwise.SILU), product.with(Product.Join.PLUS, other)
          }) {
        assertThat(torch.equal(y, y.narrow(0, 0, 1).expand_as(y))).isTrue();
      }
    }
  }

  /** What an address can't tell is checked before memory is read by it. */
  @Test
  void tilesRefuseWhatTheyCannotRead() {
    assumeTiles();
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      TiledProduct.Packed packed = packed(FORMAT, torch.randn(48, 40));
      Tensor x = torch.randn(ROWS, 40);
      for (Tensor wrong :
          new Tensor[] {
            torch.randn(ROWS, 40).view(-1),
            torch.randn(ROWS, 41),
            torch.randn(40, ROWS).t(),
            x.to(ScalarType.Double)
          }) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new TiledProduct(wrong, packed, 48, null));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> new TiledProduct(x, packed, 49, null));
      Product product = new TiledProduct(x, packed, 48, null);
      for (Tensor wrong : new Tensor[] {torch.randn(ROWS, 47), torch.randn(48, ROWS).t()}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> product.with(Product.Join.PLUS, wrong));
      }
    }
  }

  /** Where the processor could run them, they have to be there. */
  private static void assumeTiles() {
    assumeTrue(Processor.fusesEights());
    assertThat(FORMAT.isPreferred()).isTrue();
  }
}

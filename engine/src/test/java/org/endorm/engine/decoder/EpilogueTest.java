package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EpilogueTest {
  private static final int ROWS = 2 * Linear.BLOCK_ROWS;
  private static final int IN = 96;
  private static final int OUT = 56;

  /** The other matrix of those that have one, to each epilogue. */
  static Stream<Arguments> epilogues() {
    Stream<Arguments> functions =
        Arrays.stream(Activation.values())
            .map(activation -> epilogue(activation.name(), _ -> new Epilogue.Of(activation)));
    return Stream.concat(
            functions,
            Stream.of(
                epilogue("NONE", _ -> Epilogue.NONE),
                epilogue("PLUS", Epilogue::plus),
                epilogue("TIMES", Epilogue::times)))
        .flatMap(
            e ->
                Arrays.stream(Dtype.values())
                    .map(dtype -> Arguments.of(e.get()[0], e.get()[1], dtype)));
  }

  private static Arguments epilogue(String name, Function<Tensor, Epilogue> of) {
    return Arguments.of(name, of);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("epilogues")
  void isTheSameWithTheProductAsAfterIt(String name, Function<Tensor, Epilogue> of, Dtype dtype) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(1);
      for (Tensor bias : new Tensor[] {torch.randn(OUT), null}) {
        Linear linear = LinearTest.linear(torch.randn(OUT, IN), bias, dtype);
        Tensor x = torch.randn(ROWS, IN);
        Epilogue epilogue = of.apply(torch.randn(ROWS, OUT));
        Tensor together = linear.apply(x, epilogue);
        Tensor after = epilogue.apply(linear.apply(x));
        assertThat(torch.allclose(together, after, 1e-5, 1e-5, false)).isTrue();
        assertThat(name.equals("NONE") || !torch.allclose(together, linear.apply(x))).isTrue();
      }
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("epilogues")
  void aRowHasTheSameBitsAtEveryPlace(String name, Function<Tensor, Epilogue> of, Dtype dtype) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      torch.manual_seed(2);
      for (int[] widths :
          new int[][] {
            {IN, OUT}, {36, 33}, {576, 576}, {576, 192}, {576, 1536}, {1536, 576}, {896, 128}
          }) {
        Tensor weight = torch.randn(widths[1], widths[0]);
        Tensor bias = widths[0] == widths[1] ? torch.randn(widths[1]) : null;
        Linear linear = LinearTest.linear(weight, bias, dtype);
        Tensor x = torch.randn(1, widths[0]).expand(ROWS, widths[0]).contiguous();
        Tensor other = torch.randn(1, widths[1]).expand(ROWS, widths[1]).contiguous();
        Tensor y = linear.apply(x, of.apply(other));
        assertThat(torch.equal(y, y.narrow(0, 0, 1).expand_as(y))).isTrue();
      }
    }
  }
}

package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However few scores fit at a time, each head reads what it reads by itself. */
class BlockAttentionTest {
  private static final int KV = 2;
  private static final int GROUP = 3;
  private static final int DIM = 8;
  private static final int REACH = 4 * BlockAttention.BLOCK;

  /** Room for less than a head, for some of a group, for a group, and for all. */
  @ParameterizedTest
  @CsvSource({"0.5, 0", "1, 0", "2, 0", "2, 100", "3, 0", "5, 100", "6, 0"})
  void headsByTurnsReadTheSame(double heads, int window) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope();
        BlockAttention blocks = new BlockAttention((int) (heads * BlockAttention.BLOCK * REACH))) {
      torch.manual_seed(1);
      Tensor queries = torch.randn(KV, GROUP, BlockAttention.BLOCK, DIM);
      Tensor keys = torch.randn(KV, REACH, DIM);
      Tensor values = torch.randn(KV, REACH, DIM);
      int at = 5;
      int count = 20;
      Tensor read = torch.zeros(KV, GROUP, count, DIM);
      blocks.read(spec(window), BlockAttentionTest::softmax, queries, keys, values, at, read);
      for (int head = 0; head < KV * GROUP; head++) {
        Tensor query = queries.select(0, head / GROUP).select(0, head % GROUP);
        Tensor alone = alone(query, keys.select(0, head / GROUP), head, window);
        Tensor expected = torch.mm(alone, values.select(0, head / GROUP)).narrow(0, at, count);
        Tensor actual = read.select(0, head / GROUP).select(0, head % GROUP);
        assertThat(torch.allclose(actual, expected, 1e-5, 1e-5, false)).as("head " + head).isTrue();
      }
    }
  }

  /** A sink for each head, of its number: who takes another's is off. */
  private static Tensor softmax(Tensor scores, int head, Tensor mask) {
    long masked = mask.size(1);
    scores.narrow(3, scores.size(3) - masked, masked).add_(mask);
    Tensor weights = torch.empty_like(scores);
    for (int i = 0, number = head; i < scores.size(0); i++) {
      for (int j = 0; j < scores.size(1); j++, number++) {
        Tensor own = scores.select(0, i).select(0, j);
        weights.select(0, i).select(0, j).copy_(withSink(own, number));
      }
    }
    return weights;
  }

  private static Tensor withSink(Tensor scores, int head) {
    Tensor exp = scores.exp();
    Tensor sum = exp.sum(new long[] {1}, true, new ScalarTypeOptional());
    return exp.div(sum.add(new Scalar(Math.exp(head))));
  }

  private static Tensor alone(Tensor query, Tensor keys, int head, int window) {
    Scalar unseen = new Scalar(Float.NEGATIVE_INFINITY);
    Tensor scores = torch.mm(query, keys.t());
    for (int row = 0; row < BlockAttention.BLOCK; row++) {
      int self = REACH - BlockAttention.BLOCK + row;
      Tensor own = scores.select(0, row);
      own.narrow(0, self + 1, REACH - self - 1).fill_(unseen);
      if (window > 0) {
        own.narrow(0, 0, self - window + 1).fill_(unseen);
      }
    }
    return withSink(scores, head);
  }

  private static Attention spec(int window) {
    LinearSpec none = LinearSpec.plain("none", 1, 1);
    return new Attention.Grouped(
        none,
        none,
        none,
        none,
        KV * GROUP,
        KV,
        DIM,
        Norm.NONE,
        Norm.NONE,
        new Rope.None(),
        1,
        window,
        0,
        null);
  }
}

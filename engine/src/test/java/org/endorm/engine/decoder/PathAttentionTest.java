package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.endorm.engine.tensor.TileFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way of attention, beside what the formula says and beside itself in other cuts. */
class PathAttentionTest {
  private static final int HEADS = 6;
  private static final int LENGTH = 300;

  private enum Way {
    /** Few scores at a time: less than a head's. */
    BLOCKS_OF_LITTLE_ROOM {
      @Override
      PathAttention attention(Attention spec) {
        return new BlockAttention(PathAttention.BLOCK * LENGTH / 2);
      }
    },
    BLOCKS_OF_SOME_HEADS {
      @Override
      PathAttention attention(Attention spec) {
        return new BlockAttention(PathAttention.BLOCK * LENGTH * 2);
      }
    },
    BLOCKS {
      @Override
      PathAttention attention(Attention spec) {
        return new BlockAttention(BlockAttention.ROOM);
      }
    },
    TILES {
      @Override
      PathAttention attention(Attention spec) {
        return tiles(TileFormat.FLOAT32, spec);
      }
    },
    /** Rounds attention weights to 8 bits, and what is rounded already. */
    TILES_OF_BFLOAT16 {
      @Override
      PathAttention attention(Attention spec) {
        return tiles(TileFormat.BFLOAT16, spec);
      }

      @Override
      double tolerance() {
        return 0.01;
      }
    };

    abstract PathAttention attention(Attention spec);

    double tolerance() {
      return 2e-5;
    }

    private static PathAttention tiles(TileFormat format, Attention spec) {
      TileAttention tiles = new TileAttention(format);
      assumeTrue(tiles.isPreferred(spec));
      return tiles;
    }
  }

  /** Widths below, at and beyond those of a vector and a panel. */
  private static final List<Attention> SPECS =
      List.of(
          grouped(2, 8, 0, 0, false),
          grouped(2, 64, 0, 0, true),
          grouped(1, 24, 100, 0, true),
          grouped(6, 40, 0, 3, false),
          grouped(3, 16, 1, 0, false),
          grouped(2, 80, 7, 2, true),
          grouped(1, 48, 100, 0, true),
          latent(32, 48),
          latent(24, 16),
          latent(9, 72));

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(way -> SPECS.stream().map(spec -> Arguments.of(way, spec)));
  }

  static Stream<Arguments> tiles() {
    return Stream.of(Way.TILES, Way.TILES_OF_BFLOAT16)
        .flatMap(way -> SPECS.stream().map(spec -> Arguments.of(way, spec)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void readsWhatTheFormulaSays(Way way, Attention spec) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Row row = new Row(spec);
      double[] expected = row.expected();
      float[] read = row.read(way, 0, 64, 128, 192, 256, LENGTH);
      double[] distances = new double[read.length];
      Arrays.setAll(distances, i -> Math.abs(read[i] - expected[i]));
      assertThat(DoubleStream.of(distances).max().orElseThrow()).isLessThan(way.tolerance());
    }
  }

  /** Wherever a path was cut, and whichever rows were read together. */
  @ParameterizedTest
  @MethodSource("ways")
  void bitsDoNotDependOnCuts(Way way, Attention spec) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Row row = new Row(spec);
      float[] whole = row.read(way, 0, 64, 128, 192, 256, LENGTH);
      assertThat(row.read(way, 0, 1, 4, 9, 64, 65, 100, 128, 131, 192, 250, 256, 299, LENGTH))
          .isEqualTo(whole);
    }
  }

  /** Nor on what lay in the same memory before: another path, or nothing that is a number. */
  @ParameterizedTest
  @MethodSource("tiles")
  void tilesDoNotReadWhatIsNotThere(Way way, Attention spec) {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope()) {
      Row row = new Row(spec);
      int[] cuts = {0, 1, 4, 9, 64, 65, 100, 128, 131, 192, 250, 256, 299, LENGTH};
      float[] whole = row.read(way, cuts);
      row.before = Float.NaN;
      assertThat(row.read(way, cuts)).isEqualTo(whole);
    }
  }

  /** Queries, keys and values of one row, and its attention. */
  private static final class Row {
    private final Attention spec;
    private final AttentionWeights weights;
    private final Tensor queries;
    private final KeyValues keyValues;
    private final float[] sinks = new float[HEADS];
    private float before;

    Row(Attention spec) {
      this.spec = spec;
      Random random = new Random(1);
      for (int i = 0; i < HEADS; i++) {
        sinks[i] = random.nextFloat(-1, 2);
      }
      boolean sunk = spec.sinks() != null;
      this.weights = new AttentionWeights(spec, sunk ? Tensors.of(sinks, HEADS) : null);
      torch.manual_seed(1);
      this.queries = rounded(LENGTH, HEADS, spec.headDim());
      Tensor keys = rounded(LENGTH, spec.kvHeads(), spec.headDim());
      Tensor values = rounded(LENGTH, spec.kvHeads(), spec.valueDim());
      this.keyValues = new KeyValues(keys, values);
    }

    /** Random numbers that every format holds exactly. */
    private static Tensor rounded(long... shape) {
      return torch.randn(shape).to(ScalarType.BFloat16).to(ScalarType.Float);
    }

    /** Segment by segment, as cut: what was put before, and is read then. */
    float[] read(Way way, int... cuts) {
      try (PathAttention attention = way.attention(spec)) {
        int capacity = Math.ceilDiv(LENGTH, PathAttention.BLOCK) * PathAttention.BLOCK;
        KeyValues room = attention.room(spec, capacity, queries.options());
        room.keys().fill_(new Scalar(before));
        room.values().fill_(new Scalar(before));
        Tensor out = torch.empty(LENGTH, HEADS, spec.valueDim());
        for (int i = 1; i < cuts.length; i++) {
          int from = cuts[i - 1];
          int count = cuts[i] - from;
          attention.put(keyValues.rows(from, count), from, room);
          Tensor own = queries.narrow(0, from, count);
          attention.read(weights, own, from, room, out.narrow(0, from, count));
        }
        return Tensors.floats(out);
      }
    }

    /** Shape [LENGTH, HEADS, valueDim], in float64. */
    double[] expected() {
      float[] q = Tensors.floats(queries);
      float[] k = Tensors.floats(keyValues.keys());
      float[] v = Tensors.floats(keyValues.values());
      int dim = spec.valueDim();
      double[] read = new double[LENGTH * HEADS * dim];
      for (int row = 0; row < LENGTH; row++) {
        int low = spec.window() == 0 ? 0 : Math.max(0, row - spec.window() + 1);
        for (int head = 0; head < HEADS; head++) {
          double[] scores = scores(q, k, row, head, low);
          double sum = spec.sinks() == null ? 0 : Math.exp(sinks[head]);
          sum += DoubleStream.of(scores).map(Math::exp).sum();
          for (int seen = 0; seen < scores.length; seen++) {
            double weight = Math.exp(scores[seen]) / sum;
            int value = ((low + seen) * spec.kvHeads() + shared(head)) * dim;
            for (int i = 0; i < dim; i++) {
              read[(row * HEADS + head) * dim + i] += weight * v[value + i];
            }
          }
        }
      }
      return read;
    }

    /** The head of keys and values that a query reads. */
    private int shared(int head) {
      return head / (HEADS / spec.kvHeads());
    }

    private double[] scores(float[] q, float[] k, int row, int head, int low) {
      int dim = spec.headDim();
      double[] scores = new double[row + 1 - low];
      for (int i = 0; i < scores.length; i++) {
        int query = (row * HEADS + head) * dim;
        int key = ((low + i) * spec.kvHeads() + shared(head)) * dim;
        for (int c = 0; c < dim; c++) {
          scores[i] += (double) q[query + c] * k[key + c];
        }
        if (spec.softcap() > 0) {
          scores[i] = spec.softcap() * Math.tanh(scores[i] / spec.softcap());
        }
      }
      return scores;
    }
  }

  private static Attention grouped(
      int kvHeads, int dim, int window, double softcap, boolean sinks) {
    LinearSpec none = LinearSpec.plain("none", 1, 1);
    WeightRef ref = sinks ? none.weight() : null;
    return new Attention.Grouped(
        none, none, none, none, HEADS, kvHeads, dim, Norm.NONE, Norm.NONE, Rope.NONE, 1, window,
        softcap, ref);
  }

  private static Attention latent(int headDim, int valueDim) {
    LinearSpec none = LinearSpec.plain("none", 1, 1);
    Rope.Rotary rope = Rope.Rotary.of(Rope.Pairing.HALVES, new float[1], 1);
    return new Attention.Latent(
        null,
        Norm.NONE,
        none,
        none,
        Norm.NONE,
        none,
        none,
        HEADS,
        headDim - 2,
        2,
        valueDim,
        rope,
        1);
  }
}

package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Product;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Hidden states to what is asked of their logits: the chosen logit Q(s, a) and V(s) =
 * α·logsumexp(Q(s, ·)/α).
 *
 * <p>Logits exist only as tiles of {@value Linear#BLOCK_ROWS} rows by {@value #TILE} tokens, summed
 * in float32 whatever their operands are rounded to; tiles are cut at fixed tokens of the
 * vocabulary and joined in float64 in that order. Workspace: one tile, and the tile's weights where
 * they are stored narrower.
 *
 * <p>Source: paper, Eq 11.
 */
final class LogitReducer {
  /** Tokens of a tile: panels of a float32 product, whole ones. */
  static final int TILE = 3072;

  private final Head head;
  private final List<Matrix> tiles;
  private final List<Packing> packings;
  private final @Nullable Tensor bias;
  private final int vocabulary;

  LogitReducer(DecoderSpec spec, Weights weights) {
    this.head = spec.head();
    this.vocabulary = spec.vocabulary();
    this.tiles = tiles(spec, weights);
    this.packings =
        tiles.stream().map(tile -> new Packing(List.of(tile), weights.residency())).toList();
    this.bias = head.bias() == null ? null : weights.vector(head.bias(), spec.vocabulary());
  }

  private static List<Matrix> tiles(DecoderSpec spec, Weights weights) {
    Dtype dtype = dtype(weights.dtype().delicate());
    List<Matrix> tiles = new ArrayList<>();
    for (int from = 0; from < spec.vocabulary(); from += TILE) {
      int width = Math.min(TILE, spec.vocabulary() - from);
      WeightRef rows = spec.head().weight().rows(from, width);
      tiles.add(weights.product(rows, width, spec.hidden(), dtype));
    }
    return List.copyOf(tiles);
  }

  /** Never one whose products are rounded: q and V are what rewards are made of. */
  private static Dtype dtype(Dtype wanted) {
    return wanted.tiles().isPresent() ? wanted : Dtype.FLOAT32;
  }

  /** Hidden states after the final norm, told block by block. */
  interface Blocks {
    /**
     * @param row the number of the block's first row
     * @return shape [n, hidden], n ≤ {@value Linear#BLOCK_ROWS}
     */
    Tensor block(int row);
  }

  /**
   * @param states of as many rows as targets, filled up to as many as are multiplied together
   * @param targets for each of the first rows the ids whose logits are asked for
   * @param alpha the temperature α > 0
   * @param observer sees every tile; tiles of other rows on other cores
   */
  Reduction reduce(
      Blocks states, List<int[]> targets, double alpha, TileObserver observer, Crew crew) {
    Reduction reduction = new Reduction(targets);
    for (int from = 0; from < vocabulary; from += TILE) {
      try (TensorScope scope = new TensorScope();
          Packing.Use use = packings.get(from / TILE).use()) {
        int first = from;
        crew.each(
            Math.ceilDiv(reduction.v.length, Linear.BLOCK_ROWS),
            i -> reduceTile(states, i * Linear.BLOCK_ROWS, first, alpha, reduction, observer));
      }
    }
    return reduction;
  }

  /**
   * Every logit of one state.
   *
   * @param hidden shape [1, hidden], after the final norm
   */
  float[] logits(Tensor hidden) {
    float[] logits = new float[vocabulary];
    for (int from = 0; from < vocabulary; from += TILE) {
      int width = Math.min(TILE, vocabulary - from);
      try (TensorScope scope = new TensorScope();
          Packing.Use use = packings.get(from / TILE).use()) {
        Tensor tile = logits(hidden, tiles.get(from / TILE));
        System.arraycopy(Tensors.floats(finish(tile, from, width)), 0, logits, from, width);
      }
    }
    return logits;
  }

  private static Tensor logits(Tensor hidden, Matrix weight) {
    return weight.isTiled()
        ? weight.times(hidden, null).apply(Product.Pointwise.IDENTITY)
        : torch.linear(hidden, weight.dense().to(ScalarType.Float));
  }

  private void reduceTile(
      Blocks states, int row, int from, double alpha, Reduction reduction, TileObserver observer) {
    try (TensorScope scope = new TensorScope()) {
      Tensor block = states.block(row);
      int width = Math.min(TILE, vocabulary - from);
      Product product = tiles.get(from / TILE).times(block, null);
      Tensor logits = finish(product.apply(Product.Pointwise.IDENTITY), from, width);
      int count = Math.min(Linear.BLOCK_ROWS, reduction.v.length - row);
      LogitTile tile = LogitTile.of(logits, alpha, row, count, from);
      readTargets(tile, reduction);
      observer.read(tile);
      joinValues(tile, alpha, reduction);
    }
  }

  private Tensor finish(Tensor product, int from, int width) {
    if (bias != null) {
      product.add_(bias.narrow(0, from, width));
    }
    if (head.multiplier() != 1) {
      product.mul_(new Scalar(head.multiplier()));
    }
    if (head.softcap() > 0) {
      Tensors.softcap(product, head.softcap());
    }
    return product;
  }

  private static void readTargets(LogitTile tile, Reduction reduction) {
    FloatPointer data = tile.logits().data_ptr_float();
    int width = tile.width();
    for (int i = 0; i < tile.count(); i++) {
      int[] targets = reduction.targets.get(tile.row() + i);
      for (int t = 0; t < targets.length; t++) {
        int column = targets[t] - tile.from();
        if (column >= 0 && column < width) {
          reduction.q[tile.row() + i][t] = data.get((long) i * width + column);
        }
      }
    }
  }

  private static void joinValues(LogitTile tile, double alpha, Reduction reduction) {
    float[] values = Tensors.floats(tile.logZ());
    for (int i = 0; i < tile.count(); i++) {
      int row = tile.row() + i;
      reduction.v[row] = logAdd(reduction.v[row], values[i] * alpha, alpha);
    }
  }

  /** α·log(exp(a/α) + exp(b/α)). */
  private static double logAdd(double a, double b, double alpha) {
    double high = Math.max(a, b);
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    return high + alpha * Math.log1p(Math.exp((Math.min(a, b) - high) / alpha));
  }

  /** What was asked of each row: q by row and target, v by row. */
  static final class Reduction {
    private final List<int[]> targets;
    final double[][] q;
    final double[] v;

    private Reduction(List<int[]> targets) {
      this.targets = targets;
      this.q = targets.stream().map(ids -> new double[ids.length]).toArray(double[][]::new);
      this.v = new double[targets.size()];
      Arrays.fill(v, Double.NEGATIVE_INFINITY);
    }
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;

/** From hidden states to rotated queries and keys, and values. */
interface HeadProjection {
  /**
   * Shape [n, hidden] to queries.
   *
   * @param row the number of the first of these rows in the pack, whose position turns them
   * @return shape [n, heads, headDim], rotated
   */
  Tensor queries(Tensor x, int row, AttentionContext context);

  /**
   * Shape [n, hidden] to keys and values.
   *
   * @param row as in {@link #queries}
   */
  KeyValues keyValues(Tensor x, int row, AttentionContext context);

  static HeadProjection of(Attention spec, Weights weights) {
    return switch (spec) {
      case Attention.Grouped grouped -> new GroupedProjection(grouped, weights);
      case Attention.Latent latent -> new LatentProjection(latent, weights);
    };
  }

  /**
   * What later rows read; of many rows in memory head by head, as it is read.
   *
   * @param keys shape [n, kvHeads, headDim], rotated
   * @param values shape [n, kvHeads, valueDim]
   */
  record KeyValues(Tensor keys, Tensor values) implements AutoCloseable {
    /** Room for so many rows. */
    static KeyValues empty(Attention spec, long rows, TensorOptions options) {
      return new KeyValues(
          byHead(spec.kvHeads(), rows, spec.headDim(), options),
          byHead(spec.kvHeads(), rows, spec.valueDim(), options));
    }

    private static Tensor byHead(long heads, long rows, long width, TensorOptions options) {
      long[] shape = {heads, rows, width};
      return TensorScope.tidy(() -> torch.empty(shape, options, null).permute(1, 0, 2));
    }

    /** Writes those of some rows, from a row on. */
    void put(KeyValues block, long row) {
      keys.narrow(0, row, block.keys.size(0)).copy_(block.keys);
      values.narrow(0, row, block.values.size(0)).copy_(block.values);
    }

    @Override
    public void close() {
      keys.close();
      values.close();
    }
  }
}

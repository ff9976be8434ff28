package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
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
   * What later rows read.
   *
   * @param keys shape [n, kvHeads, headDim], rotated
   * @param values shape [n, kvHeads, valueDim]
   */
  record KeyValues(Tensor keys, Tensor values) implements AutoCloseable {
    /** Writes those of some rows, from a row on. */
    void put(KeyValues block, long row) {
      KeyValues own = rows(row, block.keys.size(0));
      own.keys.copy_(block.keys);
      own.values.copy_(block.values);
    }

    /** Those of some rows, from a row on. */
    KeyValues rows(long row, long count) {
      return new KeyValues(keys.narrow(0, row, count), values.narrow(0, row, count));
    }

    /** Lets them outlive the scope; who holds them closes them. */
    KeyValues keep() {
      TensorScope.keep(keys);
      TensorScope.keep(values);
      return this;
    }

    @Override
    public void close() {
      keys.close();
      values.close();
    }
  }
}

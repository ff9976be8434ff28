package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** From hidden states to rotated queries and keys, and values. */
interface HeadProjection {
  /**
   * Shape [n, hidden] to queries, keys and values.
   *
   * @param row the number of the first of these rows in the pack, whose position turns them
   */
  Heads of(Tensor x, int row, AttentionContext context);

  static HeadProjection of(Attention spec, Weights weights) {
    return switch (spec) {
      case Attention.Grouped grouped -> new GroupedProjection(grouped, weights);
      case Attention.Latent latent -> new LatentProjection(latent, weights);
    };
  }

  /**
   * @param queries shape [n, heads, headDim], rotated
   * @param keys shape [n, kvHeads, headDim], rotated
   * @param values shape [n, kvHeads, valueDim]
   */
  record Heads(Tensor queries, Tensor keys, Tensor values) {
    /** Room for the heads of so many rows. */
    static Heads empty(Attention spec, long rows, TensorOptions options) {
      return new Heads(
          torch.empty(new long[] {rows, spec.heads(), spec.headDim()}, options, null),
          torch.empty(new long[] {rows, spec.kvHeads(), spec.headDim()}, options, null),
          torch.empty(new long[] {rows, spec.kvHeads(), spec.valueDim()}, options, null));
    }

    /** Writes the heads of some rows, from a row on. */
    void put(Heads block, long row) {
      put(queries, block.queries, row);
      put(keys, block.keys, row);
      put(values, block.values, row);
    }

    private static void put(Tensor all, Tensor block, long row) {
      all.narrow(0, row, block.size(0)).copy_(block);
    }
  }
}

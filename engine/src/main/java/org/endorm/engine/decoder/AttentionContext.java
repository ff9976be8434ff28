package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.jspecify.annotations.Nullable;

/**
 * Which rows see which: the one thing in which scoring, generating and training differ, so the
 * decoder is written once.
 */
interface AttentionContext {
  /** The rotation of each row for a rotary embedding. */
  RopeTable rope(Rope.Rotary rope);

  /**
   * Attends.
   *
   * @param layer index of the layer
   * @param query shape [n, heads, headDim], rotated; not read again, and may be written to
   * @param key shape [n, kvHeads, headDim], rotated
   * @param value shape [n, kvHeads, valueDim]
   * @return shape [n, heads·valueDim], contiguous
   */
  Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value);

  /**
   * Room for what {@link #attend} will be given of n rows; what is there of a layer before is over.
   */
  default AttentionRows layerRows(Attention spec, long n, TensorOptions options) {
    return AttentionRows.empty(spec, n, options);
  }

  /** Hears that nothing of this layer's rows is wanted any more, before what takes much else. */
  default void freeLayerRows() {}

  /** Attention of one block of rows, which needs all keys and values, and no other queries. */
  interface ByBlock extends AutoCloseable {
    /**
     * Takes keys and values of some rows.
     *
     * @param from the number of the first of them
     */
    void put(HeadProjection.KeyValues rows, int from);

    /**
     * Attends, once all keys and values have been put.
     *
     * @param from the number of the block's first row, which is its position
     * @param query of the block, shape [n, heads, headDim], n ≤ {@value PathAttention#BLOCK}; not
     *     read again, and may be written to
     * @return shape [n, heads·valueDim], contiguous
     */
    Tensor attend(int from, Tensor query);

    @Override
    void close();
  }

  /**
   * A way to attend block by block in one layer, so that no queries but a block's are in memory;
   * null where rows of several paths stand side by side.
   */
  default @Nullable ByBlock byBlock(AttentionPart part, TensorOptions options) {
    return null;
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;

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
   * @param value shape [n, kvHeads, headDim]
   * @return shape [n, heads·headDim], contiguous
   */
  Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value);
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;

/** Whoever reads more out of the logits than Q and V, tile by tile, before they are gone. */
@FunctionalInterface
interface TileObserver {
  /** Looks away. */
  TileObserver NONE = (logits, row, count, from) -> {};

  /**
   * Reads a tile. Tiles of the same rows come in the order of the vocabulary.
   *
   * @param logits shape [block, width], raw and final; not to be changed
   * @param row the number of its first row
   * @param count its rows that count; the rest fill the block
   * @param from the id of its first column
   */
  void read(Tensor logits, int row, int count, int from);
}

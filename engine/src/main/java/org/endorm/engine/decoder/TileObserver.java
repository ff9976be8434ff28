package org.endorm.engine.decoder;

/** Whoever reads more out of the logits than Q and V, tile by tile, before they are gone. */
@FunctionalInterface
interface TileObserver {
  /** Looks away. */
  TileObserver NONE = tile -> {};

  /**
   * Reads a tile. Tiles of the same rows come in the order of the vocabulary; tiles of other rows
   * may come at the same time.
   */
  void read(LogitTile tile);
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.TileFormat;
import org.endorm.engine.tensor.TiledAttention;
import org.endorm.engine.tensor.TiledAttention.Path;

/** Attention of rows by {@link TiledAttention}. */
final class TileAttention implements PathAttention {
  /** Scores that are computed at a time, unless those of a tile are more: half a megabyte. */
  private static final long ROOM = 1 << 17;

  private final TileFormat format;
  private final ScratchPool pool = new ScratchPool();

  /**
   * @param format in which keys and values are kept
   */
  TileAttention(TileFormat format) {
    this.format = format;
  }

  /** Whether it reads such a layer here, and nothing else would be as fast. */
  boolean isPreferred(Attention spec) {
    return TiledAttention.isPreferred(format, spec.headDim(), spec.valueDim());
  }

  @Override
  public KeyValues room(Attention spec, long capacity, TensorOptions options) {
    Path path =
        Path.room(format, spec.kvHeads(), capacity, spec.headDim(), spec.valueDim(), options);
    return new KeyValues(path.keys(), path.values());
  }

  @Override
  public void put(KeyValues rows, int position, KeyValues room) {
    path(room).put(rows.keys(), rows.values(), position);
  }

  private Path path(KeyValues room) {
    return new Path(format, room.keys(), room.values());
  }

  @Override
  public void read(
      AttentionWeights weights, Tensor queries, int position, KeyValues room, Tensor out) {
    TiledAttention tiled = weights.tiled();
    long least = tiled.leastScratch(position, queries.size(0));
    Tensor scratch = pool.take(Math.max(ROOM, least), queries.options());
    try {
      tiled.read(queries, path(room), position, scratch, out);
    } finally {
      pool.giveBack(scratch);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

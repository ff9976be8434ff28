package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.TiledAttention;

/** Attention of rows by {@link TiledAttention}. */
final class TileAttention implements PathAttention {
  /** Scores that are computed at a time, unless those of a tile are more: half a megabyte. */
  private static final long ROOM = 1 << 17;

  private final ScratchPool pool = new ScratchPool();

  /** Whether it reads such a layer here, and nothing else would be as fast. */
  static boolean isPreferred(Attention spec) {
    return TiledAttention.isPreferred(spec.valueDim());
  }

  @Override
  public KeyValues room(Attention spec, long capacity, TensorOptions options) {
    long[] shape = {spec.kvHeads(), capacity, spec.valueDim()};
    return new KeyValues(
        TiledAttention.keys(spec.kvHeads(), capacity, spec.headDim(), options),
        torch.empty(shape, options, null));
  }

  @Override
  public void put(KeyValues rows, int position, KeyValues room) {
    TiledAttention.put(room.keys(), rows.keys(), position);
    Tensor values = rows.values().permute(1, 0, 2);
    room.values().narrow(1, position, values.size(1)).copy_(values);
  }

  @Override
  public void read(
      AttentionWeights weights, Tensor queries, int position, KeyValues room, Tensor out) {
    TiledAttention tiled = weights.tiled();
    long least = tiled.leastScratch(position, queries.size(0));
    Tensor scratch = pool.take(Math.max(ROOM, least), queries.options());
    try {
      tiled.read(queries, room.keys(), room.values(), position, scratch, out);
    } finally {
      pool.giveBack(scratch);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

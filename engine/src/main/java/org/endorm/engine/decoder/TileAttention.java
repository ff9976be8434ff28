package org.endorm.engine.decoder;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.TiledAttention;

/** Attention of rows by {@link TiledAttention}, with scratch that is used again and again. */
final class TileAttention implements PathAttention {
  /** Scores that are computed at a time, unless those of a tile are more: half a megabyte. */
  private static final long ROOM = 1 << 17;

  private final Deque<Tensor> scratch = new ConcurrentLinkedDeque<>();

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
    Tensor own = scratch(TiledAttention.leastScratch(position + queries.size(0)), queries);
    try {
      weights.tiled().read(queries, room.keys(), room.values(), position, own, out);
    } finally {
      scratch.push(own);
    }
  }

  /** Scratch that nobody uses now, or more of it. */
  private Tensor scratch(long least, Tensor like) {
    Tensor free = scratch.poll();
    if (free != null && free.numel() >= least) {
      return free;
    }
    if (free != null) {
      free.close();
    }
    try (TensorScope scope = new TensorScope()) {
      long[] shape = {Math.max(ROOM, least)};
      return TensorScope.keep(torch.empty(shape, like.options(), null));
    }
  }

  @Override
  public void close() {
    scratch.forEach(Tensor::close);
  }
}

package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;

/**
 * One layer's keys and values of a path, from the beginning of its rows to a segment, by position.
 *
 * <p>A move to another path copies only what is not there yet: siblings overwrite each other, what
 * they continue stays.
 */
final class PathBuffer implements AutoCloseable {
  private final Forest forest;
  private final int[] offsets;
  private final Tensor keys;
  private final Tensor values;
  private final List<Integer> held = new ArrayList<>();
  private int layer = -1;

  /**
   * @param offsets where each segment of the forest begins in the pack
   * @param key of any layer that it is for, shape [n, kvHeads, headDim]
   * @param value likewise, shape [n, kvHeads, valueDim]
   */
  PathBuffer(Forest forest, int[] offsets, Tensor key, Tensor value) {
    this.forest = forest;
    this.offsets = offsets;
    try (TensorScope scope = new TensorScope()) {
      Tensor forKeys = room(key);
      Tensor forValues = room(value);
      this.keys = TensorScope.keep(forKeys);
      this.values = TensorScope.keep(forValues);
    }
  }

  private Tensor room(Tensor rows) {
    int capacity = Math.ceilDiv(forest.longest(), BlockAttention.BLOCK) * BlockAttention.BLOCK;
    long[] shape = {rows.size(1), capacity, rows.size(2)};
    return torch.empty(shape, rows.options(), null);
  }

  /** Whether it has the shape for these keys and values. */
  boolean fits(Tensor key, Tensor value) {
    return keys.size(0) == key.size(1)
        && keys.size(2) == key.size(2)
        && values.size(2) == value.size(2);
  }

  /** Moves to the path that ends with a segment; zeros follow, up to the end of its last block. */
  void moveTo(int segment, int layer, Tensor key, Tensor value) {
    List<Integer> path = path(segment);
    int shared = layer == this.layer ? shared(path) : 0;
    this.layer = layer;
    held.subList(shared, held.size()).clear();
    for (int next : path.subList(shared, path.size())) {
      put(keys, key, next);
      put(values, value, next);
      held.add(next);
    }
    int end = forest.segments().get(segment).end();
    int padding = Math.ceilDiv(end, BlockAttention.BLOCK) * BlockAttention.BLOCK - end;
    keys.narrow(1, end, padding).zero_();
    values.narrow(1, end, padding).zero_();
  }

  private List<Integer> path(int segment) {
    List<Integer> path = new ArrayList<>();
    for (int at = segment; at != Segment.ROOT; at = forest.segments().get(at).parent()) {
      path.add(at);
    }
    return path.reversed();
  }

  private int shared(List<Integer> path) {
    int shared = 0;
    while (shared < Math.min(path.size(), held.size())
        && path.get(shared).equals(held.get(shared))) {
      shared++;
    }
    return shared;
  }

  private void put(Tensor buffer, Tensor rows, int index) {
    Segment segment = forest.segments().get(index);
    int length = segment.ids().length;
    buffer
        .narrow(1, segment.start(), length)
        .copy_(rows.narrow(0, offsets[index], length).permute(1, 0, 2));
  }

  /** Shape [kvHeads, count, headDim], from a position on. */
  Tensor keys(int from, int count) {
    return keys.narrow(1, from, count);
  }

  /** Shape [kvHeads, count, valueDim], from a position on. */
  Tensor values(int from, int count) {
    return values.narrow(1, from, count);
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}

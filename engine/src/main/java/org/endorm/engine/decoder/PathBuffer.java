package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.TensorOptions;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
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
  private final PathAttention attention;
  private final Attention shape;
  private final KeyValues room;
  private final List<Integer> held = new ArrayList<>();
  private int layer = -1;

  /**
   * @param offsets where each segment of the forest begins in the pack
   * @param attention that will read it
   * @param shape of any layer that it is for
   */
  PathBuffer(
      Forest forest,
      int[] offsets,
      PathAttention attention,
      Attention shape,
      TensorOptions options) {
    this.forest = forest;
    this.offsets = offsets;
    this.attention = attention;
    this.shape = shape;
    int blocks = Math.ceilDiv(forest.longest(), PathAttention.BLOCK);
    try (TensorScope scope = new TensorScope()) {
      this.room = attention.room(shape, (long) blocks * PathAttention.BLOCK, options).keep();
    }
  }

  /** Whether it has the shape of this layer's keys and values. */
  boolean fits(Attention spec) {
    return spec.keepsAs(shape);
  }

  /**
   * Moves to the path that ends with a segment.
   *
   * @param pack keys and values of all rows of the pack
   */
  void moveTo(int segment, int layer, KeyValues pack) {
    List<Integer> path = path(segment);
    int shared = layer == this.layer ? shared(path) : 0;
    this.layer = layer;
    held.subList(shared, held.size()).clear();
    for (int next : path.subList(shared, path.size())) {
      Segment own = forest.segments().get(next);
      attention.put(pack.rows(offsets[next], own.ids().length), own.start(), room);
      held.add(next);
    }
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

  /** Keys and values, as the attention that reads them lays them out. */
  KeyValues keyValues() {
    return room;
  }

  @Override
  public void close() {
    room.close();
  }
}

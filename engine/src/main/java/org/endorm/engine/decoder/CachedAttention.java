package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * Attention of a row that grows: keys and values of what has been read stay, so a further token
 * costs one row of work.
 *
 * <p>For one row and one thread; memory is bounded by the capacity it was made for.
 */
final class CachedAttention implements AttentionContext, AutoCloseable {
  private final int capacity;
  private final Forest.RowLength rowLength;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final Map<Rope.Rotary, RopeTable> tables = new HashMap<>();
  private int length;
  private int added;

  /**
   * @param capacity most tokens of the row
   */
  CachedAttention(int capacity, Forest.RowLength rowLength) {
    this.capacity = capacity;
    this.rowLength = rowLength;
  }

  /** Tokens read so far. */
  int length() {
    return length;
  }

  /** Announces the next tokens and gives their positions. */
  int[] extend(int count) {
    if (length + added + count > capacity) {
      throw new IllegalArgumentException("a row of more than " + capacity + " tokens");
    }
    tables.values().forEach(RopeTable::close);
    tables.clear();
    length += added;
    added = count;
    return positions();
  }

  private int[] positions() {
    int[] positions = new int[added];
    for (int i = 0; i < added; i++) {
      positions[i] = length + i;
    }
    return positions;
  }

  @Override
  public RopeTable rope(Rope.Rotary rope) {
    return tables.computeIfAbsent(rope, r -> new RopeTable(r, positions(), rowLength));
  }

  @Override
  public Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value) {
    Attention spec = part.spec();
    long kv = spec.kvHeads();
    long group = spec.heads() / kv;
    int reach = length + added;
    Tensor allKeys = remember(keys, layer, key).narrow(1, 0, reach);
    Tensor allValues = remember(values, layer, value).narrow(1, 0, reach);
    Tensor queries =
        query.view(added, kv, group, -1).permute(1, 2, 0, 3).reshape(kv, group * added, -1);
    Tensor scores = torch.bmm(queries, allKeys.transpose(1, 2)).view(kv, group, added, reach);
    Tensor weights = part.weights().of(scores, 0, mask(reach, spec.window()));
    return torch
        .bmm(weights.reshape(kv, group * added, reach), allValues)
        .view(kv, group, added, -1)
        .permute(2, 0, 1, 3)
        .reshape(added, -1);
  }

  private Tensor remember(List<Tensor> cache, int layer, Tensor rows) {
    if (layer == cache.size()) {
      long[] shape = {rows.size(1), capacity, rows.size(2)};
      cache.add(TensorScope.keep(torch.zeros(shape, rows.options())));
    }
    cache.get(layer).narrow(1, length, added).copy_(rows.permute(1, 0, 2));
    return cache.get(layer);
  }

  /** Shape [added, reach]: 0 for what a row sees, −∞ for the rest. */
  private Tensor mask(int reach, int window) {
    float[] values = new float[added * reach];
    for (int row = 0; row < added; row++) {
      int self = length + row;
      for (int column = 0; column < reach; column++) {
        boolean seen = column <= self && (window == 0 || column > self - window);
        values[row * reach + column] = seen ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return Tensors.of(values, added, reach);
  }

  @Override
  public void close() {
    tables.values().forEach(RopeTable::close);
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}

package org.endorm.engine.decoder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * Attention over a packed forest: every row sees itself and what it continues, nothing else.
 *
 * <p>Queries are cut in blocks at fixed positions of their row, whether or not a segment begins or
 * ends there; what a segment does not have is zero. So every product has a shape that depends on
 * the position alone, and a row's bits depend neither on its neighbours nor on where its prefix was
 * cut. Memory is one block of scores, whatever the length.
 *
 * <p>Keys and values lie in one buffer by position. Segments come in preorder, so whoever reads
 * finds there what its ancestors wrote, and siblings overwrite each other.
 */
final class TreeAttention implements AttentionContext, AutoCloseable {
  /** Query rows of a block, and the grid on which keys are cut. */
  static final int BLOCK = 64;

  private final Forest forest;
  private final int rows;
  private final Map<Rope.Rotary, RopeTable> tables = new HashMap<>();
  private final Map<MaskKey, Tensor> masks = new HashMap<>();

  /** A mask is decided by how far back a block looks and how much of that a window leaves. */
  private record MaskKey(int reach, int window) {}

  TreeAttention(Forest forest) {
    this.forest = forest;
    this.rows = ceiling(forest.tokens(), Linear.BLOCK_ROWS);
  }

  /** The ids of all rows of the pack, shape [rows]; filled up with id 0 to whole blocks. */
  int[] ids() {
    int[] ids = new int[rows];
    int offset = 0;
    for (Segment segment : forest.segments()) {
      System.arraycopy(segment.ids(), 0, ids, offset, segment.ids().length);
      offset += segment.ids().length;
    }
    return ids;
  }

  /** The position of every row of the pack, shape [rows]. */
  int[] positions() {
    int[] positions = new int[rows];
    int row = 0;
    for (Segment segment : forest.segments()) {
      for (int i = 0; i < segment.ids().length; i++) {
        positions[row++] = segment.start() + i;
      }
    }
    return positions;
  }

  /** Where each segment begins in the pack. */
  int[] offsets() {
    List<Segment> segments = forest.segments();
    int[] offsets = new int[segments.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + segments.get(i - 1).ids().length;
    }
    return offsets;
  }

  @Override
  public RopeTable rope(Rope.Rotary rope) {
    return tables.computeIfAbsent(rope, r -> new RopeTable(r, positions(), forest.length()));
  }

  @Override
  public Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value) {
    Attention spec = part.spec();
    int capacity = ceiling(forest.longest(), BLOCK);
    Tensor out = torch.zeros(new long[] {rows, query.size(1) * value.size(2)}, query.options());
    Tensor keys = torch.zeros(new long[] {spec.kvHeads(), capacity, key.size(2)}, key.options());
    Tensor values =
        torch.zeros(new long[] {spec.kvHeads(), capacity, value.size(2)}, value.options());
    int offset = 0;
    for (Segment segment : forest.segments()) {
      try (TensorScope scope = new TensorScope()) {
        write(keys, key, segment, offset);
        write(values, value, segment, offset);
        new Reader(part, segment, offset, query, keys, values, out).read();
      }
      offset += segment.ids().length;
    }
    return out;
  }

  /** Puts a segment's keys or values at their positions, and zeros up to the end of the block. */
  private static void write(Tensor buffer, Tensor source, Segment segment, int offset) {
    int length = segment.ids().length;
    buffer
        .narrow(1, segment.start(), length)
        .copy_(source.narrow(0, offset, length).permute(1, 0, 2));
    int end = segment.end();
    int padding = ceiling(end, BLOCK) - end;
    if (padding > 0) {
      buffer.narrow(1, end, padding).zero_();
    }
  }

  /** One segment's queries, block by block. */
  private final class Reader {
    private final AttentionPart part;
    private final Attention spec;
    private final Segment segment;
    private final int offset;
    private final Tensor query;
    private final Tensor keys;
    private final Tensor values;
    private final Tensor out;

    Reader(
        AttentionPart part,
        Segment segment,
        int offset,
        Tensor query,
        Tensor keys,
        Tensor values,
        Tensor out) {
      this.part = part;
      this.spec = part.spec();
      this.segment = segment;
      this.offset = offset;
      this.query = query;
      this.keys = keys;
      this.values = values;
      this.out = out;
    }

    void read() {
      for (int block = floor(segment.start(), BLOCK); block < segment.end(); block += BLOCK) {
        try (TensorScope scope = new TensorScope()) {
          readBlock(block);
        }
      }
    }

    private void readBlock(int block) {
      int from = Math.max(segment.start(), block);
      int count = Math.min(segment.end(), block + BLOCK) - from;
      int row = offset + from - segment.start();
      int low = lowestKey(block);
      int reach = block + BLOCK - low;
      long kv = spec.kvHeads();
      long group = spec.heads() / kv;

      Tensor queries = blockQueries(row, from - block, count);
      Tensor scores =
          torch
              .bmm(queries.view(kv, group * BLOCK, -1), keys.narrow(1, low, reach).transpose(1, 2))
              .view(kv, group, BLOCK, reach);
      Tensor weights = part.weights(scores, mask(reach)).reshape(kv, group * BLOCK, reach);
      Tensor read =
          torch
              .bmm(weights, values.narrow(1, low, reach))
              .view(kv, group, BLOCK, -1)
              .narrow(2, from - block, count)
              .permute(2, 0, 1, 3);
      out.narrow(0, row, count).view(count, kv, group, -1).copy_(read);
    }

    /** Shape [kvHeads, group, BLOCK, headDim], zero where the segment has no row. */
    private Tensor blockQueries(int row, int at, int count) {
      long kv = spec.kvHeads();
      long group = spec.heads() / kv;
      long[] shape = {kv, group, BLOCK, query.size(2)};
      Tensor queries = torch.zeros(shape, query.options());
      Tensor own = query.narrow(0, row, count).view(count, kv, group, -1).permute(1, 2, 0, 3);
      queries.narrow(2, at, count).copy_(own);
      return queries;
    }

    private int lowestKey(int block) {
      return spec.window() == 0 ? 0 : floor(Math.max(0, block - spec.window() + 1), BLOCK);
    }

    /** Added to the last columns: all that a window may touch, else the block itself. */
    private Tensor mask(int reach) {
      int columns = spec.window() == 0 ? BLOCK : reach;
      return masks.computeIfAbsent(new MaskKey(columns, spec.window()), TreeAttention::mask);
    }
  }

  /** Shape [BLOCK, reach]; the block's first query stands at column reach − BLOCK. */
  private static Tensor mask(MaskKey key) {
    float[] values = new float[BLOCK * key.reach()];
    for (int row = 0; row < BLOCK; row++) {
      int self = key.reach() - BLOCK + row;
      for (int column = 0; column < key.reach(); column++) {
        boolean seen = column <= self && (key.window() == 0 || column > self - key.window());
        values[row * key.reach() + column] = seen ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return TensorScope.keep(Tensors.of(values, BLOCK, key.reach()));
  }

  private static int floor(int value, int step) {
    return value / step * step;
  }

  private static int ceiling(int value, int step) {
    return floor(value + step - 1, step);
  }

  @Override
  public void close() {
    masks.values().forEach(Tensor::close);
    tables.values().forEach(RopeTable::close);
  }
}

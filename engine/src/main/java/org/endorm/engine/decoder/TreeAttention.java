package org.endorm.engine.decoder;

import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
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
 * cut. The scores of a block are computed for as many heads at a time as fit a room that is used
 * again and again: fresh memory would have to be cleared for every block.
 *
 * <p>Keys and values of a path lie in one buffer by position. Segments come in preorder, so most of
 * the next path is there already. The blocks of a long segment, and short segments, are read side
 * by side.
 */
final class TreeAttention implements AttentionContext, AutoCloseable {
  /** Query rows of a block, and the grid on which keys are cut. */
  static final int BLOCK = 64;

  /** Scores that are computed at a time, unless those of one head of keys are more. */
  private static final int ROOM = 1 << 20;

  /** Blocks from which on a segment's are worth sharing out. */
  private static final int LONG = 4;

  private final Forest forest;
  private final Crew crew;
  private final int rows;
  private final int[] offsets;
  private final Map<Rope.Rotary, RopeTable> tables = new ConcurrentHashMap<>();
  private final Map<MaskKey, Tensor> masks = new ConcurrentHashMap<>();
  private final Deque<PathBuffer> buffers = new ConcurrentLinkedDeque<>();
  private final Queue<PathBuffer> made = new ConcurrentLinkedQueue<>();
  private final Deque<Tensor> rooms = new ConcurrentLinkedDeque<>();

  /** A mask is decided by how far back a block looks and how much of that a window leaves. */
  private record MaskKey(int reach, int window) {}

  TreeAttention(Forest forest, Crew crew) {
    this.forest = forest;
    this.crew = crew;
    this.rows = ceiling(forest.tokens(), Linear.BLOCK_ROWS);
    this.offsets = offsets(forest.segments());
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
    return offsets.clone();
  }

  private static int[] offsets(List<Segment> segments) {
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

  /** Where queries and values are as wide, what is read takes the queries' place. */
  @Override
  public Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value) {
    boolean inPlace = query.size(2) == value.size(2) && query.is_contiguous();
    long[] shape = {rows, query.size(1), value.size(2)};
    Tensor out = inPlace ? query : torch.empty(shape, query.options(), null);
    out.narrow(0, forest.tokens(), rows - forest.tokens()).zero_();
    Reader reader = new Reader(layer, part, query, key, value, out);
    int count = forest.segments().size();
    for (int from = 0; from < count; ) {
      int to = from;
      while (to < count && blocks(to) < LONG) {
        to++;
      }
      if (to > from) {
        reader.readShort(from, to);
      } else {
        reader.readLong(to++);
      }
      from = to;
    }
    return out.view(rows, -1);
  }

  /** How many blocks a segment has rows in. */
  private int blocks(int index) {
    Segment segment = forest.segments().get(index);
    return Math.ceilDiv(segment.end(), BLOCK) - segment.start() / BLOCK;
  }

  /** What each row of one layer reads. */
  private final class Reader {
    private final int layer;
    private final AttentionPart part;
    private final Attention spec;
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Tensor out;

    /**
     * @param out shape [rows, heads, valueDim], may be the queries themselves
     */
    Reader(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value, Tensor out) {
      this.layer = layer;
      this.part = part;
      this.spec = part.spec();
      this.query = query;
      this.key = key;
      this.value = value;
      this.out = out;
    }

    /** Segment by segment, each over a buffer of its own. */
    void readShort(int from, int to) {
      crew.each(
          to - from,
          i ->
              withPath(
                  from + i,
                  path -> {
                    for (int block = 0; block < blocks(from + i); block++) {
                      read(path, from + i, block);
                    }
                  }));
    }

    /** One segment's blocks, the dearest first, over one buffer. */
    void readLong(int segment) {
      int count = blocks(segment);
      withPath(segment, path -> crew.each(count, i -> read(path, segment, count - 1 - i)));
    }

    private void withPath(int segment, Consumer<PathBuffer> reading) {
      try (TensorScope scope = new TensorScope()) {
        PathBuffer path = buffers.poll();
        if (path == null || !path.fits(key, value)) {
          path = new PathBuffer(forest, offsets, key, value);
          made.add(path);
        }
        path.moveTo(segment, layer, key, value);
        reading.accept(path);
        buffers.push(path);
      }
    }

    /** The rows that a segment has in its nth block. */
    private void read(PathBuffer path, int index, int n) {
      Segment segment = forest.segments().get(index);
      int block = floor(segment.start(), BLOCK) + n * BLOCK;
      int from = Math.max(segment.start(), block);
      int count = Math.min(segment.end(), block + BLOCK) - from;
      int row = offsets[index] + from - segment.start();
      int low = lowestKey(block);
      int reach = block + BLOCK - low;
      int kv = spec.kvHeads();
      int group = spec.heads() / kv;
      long each = (long) group * BLOCK * reach;
      int step = Math.clamp(ROOM / each, 1, kv);
      Tensor room = room(step * each);
      try (TensorScope scope = new TensorScope()) {
        Tensor queries = blockQueries(row, from - block, count).view(kv, group * BLOCK, -1);
        Tensor keys = path.keys(low, reach).transpose(1, 2);
        Tensor values = path.values(low, reach);
        Tensor target = out.narrow(0, row, count).view(count, kv, group, -1).permute(1, 2, 0, 3);
        for (int head = 0; head < kv; head += step) {
          int heads = Math.min(step, kv - head);
          Tensor read =
              read(
                  queries.narrow(0, head, heads),
                  keys.narrow(0, head, heads),
                  values.narrow(0, head, heads),
                  head,
                  room);
          target
              .narrow(0, head, heads)
              .copy_(read.view(heads, group, BLOCK, -1).narrow(2, from - block, count));
        }
      } finally {
        rooms.push(room);
      }
    }

    /**
     * What a block reads by some heads of keys and values.
     *
     * @param queries shape [n, group · BLOCK, headDim]
     * @param keys shape [n, headDim, reach]
     * @param values shape [n, reach, valueDim]
     * @param head the first of the n
     * @param room for their scores
     * @return shape [n, group · BLOCK, valueDim]
     */
    private Tensor read(Tensor queries, Tensor keys, Tensor values, int head, Tensor room) {
      long heads = queries.size(0);
      long rows = queries.size(1);
      long reach = keys.size(2);
      Tensor scores = room.narrow(0, 0, heads * rows * reach).view(heads, rows, reach);
      torch.bmm_out(scores, queries, keys);
      Tensor byGroup = scores.view(heads, rows / BLOCK, BLOCK, reach);
      Tensor weights = part.weights(byGroup, head, mask(Math.toIntExact(reach)));
      return torch.bmm(weights.reshape(heads, rows, reach), values);
    }

    /** Room for so many scores: one that nobody uses now, or a new one. */
    private Tensor room(long scores) {
      Tensor room = rooms.poll();
      if (room != null && room.numel() >= scores) {
        return room;
      }
      if (room != null) {
        room.close();
      }
      try (TensorScope scope = new TensorScope()) {
        return TensorScope.keep(torch.empty(new long[] {scores}, query.options(), null));
      }
    }

    /** Shape [kvHeads, group, BLOCK, headDim], zero where the segment has no row. */
    private Tensor blockQueries(int row, int at, int count) {
      long kv = spec.kvHeads();
      long group = spec.heads() / kv;
      Tensor own = query.narrow(0, row, count).view(count, kv, group, -1).permute(1, 2, 0, 3);
      if (count == BLOCK) {
        return own.contiguous();
      }
      long[] shape = {kv, group, BLOCK, query.size(2)};
      Tensor queries = torch.zeros(shape, query.options());
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
    made.forEach(PathBuffer::close);
    rooms.forEach(Tensor::close);
  }
}

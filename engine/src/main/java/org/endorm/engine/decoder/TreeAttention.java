package org.endorm.engine.decoder;

import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Attention over a packed forest: every row sees itself and what it continues, nothing else.
 *
 * <p>Queries are cut in blocks at fixed positions of their row, whether or not a segment begins or
 * ends there.
 *
 * <p>Keys and values of a path lie in one buffer by position. Segments come in preorder, so most of
 * the next path is there already. The blocks of a long segment, and short segments, are read side
 * by side. The keys and values of a row that is alone need no buffer.
 */
final class TreeAttention implements AttentionContext, AutoCloseable {
  private static final int BLOCK = PathAttention.BLOCK;

  /** Blocks from which on a segment's are worth sharing out. */
  private static final int LONG = 4;

  private final Forest forest;
  private final Crew crew;
  private final int rows;
  private final int[] offsets;
  private final Map<Rope.Rotary, RopeTable> tables = new ConcurrentHashMap<>();
  private final PathAttention blocks = new BlockAttention(BlockAttention.ROOM);
  private final List<TileAttention> tiles;
  private final Deque<PathBuffer> buffers = new ConcurrentLinkedDeque<>();
  private final Queue<PathBuffer> made = new ConcurrentLinkedQueue<>();
  private @Nullable AttentionRows layerRows;

  /**
   * @param rowStep what rows are filled up to a multiple of
   * @param dtype in which attention is computed where it can be, else in float32
   */
  TreeAttention(Forest forest, Crew crew, int rowStep, Dtype dtype) {
    this.tiles =
        Stream.of(dtype, Dtype.FLOAT32)
            .flatMap(d -> d.tiles().stream())
            .distinct()
            .map(TileAttention::new)
            .toList();
    this.forest = forest;
    this.crew = crew;
    this.rows = ceiling(forest.tokens(), rowStep);
    this.offsets = offsets(forest.segments());
  }

  /** The ids of all rows of the pack, shape [rows]; filled up with id 0. */
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

  /** The same for every layer: fresh memory would have to be cleared by the system each time. */
  @Override
  public AttentionRows layerRows(Attention spec, long n, TensorOptions options) {
    if (layerRows == null || !layerRows.fits(spec)) {
      freeLayerRows();
      layerRows = AttentionRows.kept(spec, n, options);
    }
    return layerRows;
  }

  @Override
  public void freeLayerRows() {
    if (layerRows != null) {
      layerRows.close();
      layerRows = null;
    }
  }

  @Override
  public Tensor attend(int layer, AttentionPart part, Tensor query, Tensor key, Tensor value) {
    Tensor out = room(query, part.spec());
    clearLast(rows - forest.tokens(), out);
    Reader reader = new Reader(layer, part, query, new KeyValues(key, value), out);
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

  private PathAttention attention(Attention spec) {
    for (TileAttention candidate : tiles) {
      if (candidate.isPreferred(spec)) {
        return candidate;
      }
    }
    return blocks;
  }

  /** One row's keys and values lie by position already. */
  @Override
  public @Nullable ByBlock byBlock(AttentionPart part, TensorOptions options) {
    return forest.segments().size() == 1 ? new OneRow(part, options) : null;
  }

  private final class OneRow implements ByBlock {
    private final AttentionPart part;
    private final PathAttention attention;
    private final KeyValues room;

    OneRow(AttentionPart part, TensorOptions options) {
      this.part = part;
      this.attention = attention(part.spec());
      try (TensorScope scope = new TensorScope()) {
        this.room = attention.room(part.spec(), ceiling(rows, BLOCK), options).keep();
      }
    }

    @Override
    public void put(KeyValues block, int from) {
      int count = own(block.keys(), from);
      if (count > 0) {
        attention.put(block.rows(0, count), from, room);
      }
    }

    /** How many rows of a block do more than fill it. */
    private int own(Tensor block, int from) {
      return Math.min(Math.toIntExact(block.size(0)), forest.tokens() - from);
    }

    @Override
    public Tensor attend(int from, Tensor query) {
      Tensor out = room(query, part.spec());
      int all = Math.toIntExact(query.size(0));
      int count = own(query, from);
      attention.read(
          part.weights(),
          query.narrow(0, 0, count).contiguous(),
          from,
          room,
          out.narrow(0, 0, count));
      clearLast(all - count, out);
      return out.view(all, -1);
    }

    @Override
    public void close() {
      room.close();
    }
  }

  /** What stands in rows that only fill a block is no number of anybody's, whatever it is. */
  private static void clearLast(int count, Tensor rows) {
    rows.narrow(0, rows.size(0) - count, count).zero_();
  }

  /** What was read, in place of the queries where values are as wide. */
  private static Tensor room(Tensor query, Attention spec) {
    if (query.size(2) == spec.valueDim() && query.is_contiguous()) {
      return query;
    }
    long[] shape = {query.size(0), query.size(1), spec.valueDim()};
    return torch.empty(shape, query.options(), null);
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
    private final PathAttention attention;
    private final Tensor query;
    private final KeyValues pack;
    private final Tensor out;

    /**
     * @param out shape [rows, heads, valueDim], may be the queries themselves
     */
    Reader(int layer, AttentionPart part, Tensor query, KeyValues pack, Tensor out) {
      this.layer = layer;
      this.part = part;
      this.attention = attention(part.spec());
      this.query = query.contiguous();
      this.pack = pack;
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
        if (path == null || !path.fits(part.spec())) {
          path = new PathBuffer(forest, offsets, attention, part.spec(), query.options());
          made.add(path);
        }
        path.moveTo(segment, layer, pack);
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
      try (TensorScope scope = new TensorScope()) {
        attention.read(
            part.weights(),
            query.narrow(0, row, count),
            from,
            path.keyValues(),
            out.narrow(0, row, count));
      }
    }
  }

  private static int floor(int value, int step) {
    return value / step * step;
  }

  private static int ceiling(int value, int step) {
    return floor(value + step - 1, step);
  }

  @Override
  public void close() {
    blocks.close();
    tiles.forEach(TileAttention::close);
    tables.values().forEach(RopeTable::close);
    made.forEach(PathBuffer::close);
    freeLayerRows();
  }
}

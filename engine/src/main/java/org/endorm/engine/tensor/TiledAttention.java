package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.endorm.engine.tensor.X86Assembler.Width;
import org.jspecify.annotations.Nullable;

/**
 * What float32 rows at consecutive positions read of the keys and values of their path, by a {@link
 * TileKernel} and {@link RowKernels}; bfloat16 rounds queries, keys, values and attention weights,
 * scores and softmax stay float32.
 *
 * <p>Every score is one chain along its key, every softmax is summed by position, every number read
 * is chained along {@value #DEPTH} positions on a fixed grid: a row's bits depend on its own
 * position and on what it sees, on nothing else.
 *
 * @param heads queries of a position
 * @param window the number of last positions that are seen, itself included; 0 for all
 * @param softcap scores become softcap·tanh(score/softcap); 0 for none
 * @param sinks shape [heads], one more score of each head, that carries no value; null for none
 */
public record TiledAttention(int heads, int window, double softcap, float @Nullable [] sinks) {
  /** Positions of a key panel. */
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Positions along which values are chained. */
  private static final int DEPTH = 128;

  private static final int SIXTEEN = Width.SIXTEENS.numbers();

  /** Whether it runs here for such heads, and nothing else would be as fast. */
  public static boolean isPreferred(TileFormat format, int headDim, int valueDim) {
    boolean fits = valueDim % TileKernel.VECTOR == 0 && format.filled(headDim) == headDim;
    return fits && format.isPreferred() && RowKernels.areAvailable();
  }

  /**
   * Keys and values of a path as they are read.
   *
   * @param format of both; not {@link TileFormat#INT8}
   * @param keys shape [kvHeads, panels, cells of a key, {@link TileKernel#COLUMNS}]
   * @param values shape [kvHeads, capacity by numbers of a cell, valueDim], a cell being the values
   *     of consecutive positions
   */
  public record Path(TileFormat format, Tensor keys, Tensor values) {
    public Path {
      if (format == TileFormat.INT8) {
        throw new IllegalArgumentException("no attention in 8-bit integers");
      }
    }

    /**
     * Room for one; belongs to the innermost scope.
     *
     * @param capacity in positions, an even number
     */
    public static Path room(
        TileFormat format,
        long kvHeads,
        long capacity,
        long headDim,
        long valueDim,
        TensorOptions options) {
      long panels = Math.ceilDiv(capacity, COLUMNS);
      long[] keys = {kvHeads, panels, format.cells(headDim), COLUMNS};
      long[] values = {kvHeads, capacity / format.numbers(), valueDim};
      return new Path(format, torch.empty(keys, options, null), torch.empty(values, options, null));
    }

    /**
     * Writes keys and values from a position on.
     *
     * @param keys shape [n, kvHeads, headDim]
     * @param values shape [n, kvHeads, valueDim]
     */
    public void put(Tensor keys, Tensor values, long position) {
      putKeys(rounded(keys), position);
      if (format == TileFormat.FLOAT32) {
        Tensor byHead = values.permute(1, 0, 2);
        this.values.narrow(1, position, byHead.size(1)).copy_(byHead);
      } else {
        putPairs(values.to(ScalarType.BFloat16).permute(1, 0, 2), position);
      }
    }

    /** Rows of heads as cells. */
    private Tensor rounded(Tensor rows) {
      if (format == TileFormat.FLOAT32) {
        return rows;
      }
      Tensor heads = rows.contiguous().view(-1, rows.size(2));
      return CellRows.of(format, heads).cells().view(rows.size(0), rows.size(1), -1);
    }

    private void putKeys(Tensor keys, long position) {
      long n = keys.size(0);
      long begun = Math.min(n, Math.floorMod(-position, COLUMNS));
      long whole = (n - begun) / COLUMNS;
      long rest = begun + whole * COLUMNS;
      putInPanel(keys.narrow(0, 0, begun), position);
      if (whole > 0) {
        long panel = (position + begun) / COLUMNS;
        Tensor rows = keys.narrow(0, begun, whole * COLUMNS);
        this.keys
            .narrow(1, panel, whole)
            .copy_(rows.unflatten(0, new long[] {whole, COLUMNS}).permute(2, 0, 3, 1));
      }
      putInPanel(keys.narrow(0, rest, n - rest), position + rest);
    }

    /** Writes keys that lie in one panel. */
    private void putInPanel(Tensor keys, long position) {
      if (keys.size(0) > 0) {
        this.keys
            .select(1, position / COLUMNS)
            .narrow(2, position % COLUMNS, keys.size(0))
            .copy_(keys.permute(1, 2, 0));
      }
    }

    /**
     * Writes values two to a cell; what is still to come beside the last is zero.
     *
     * @param values shape [kvHeads, n, valueDim], bfloat16
     */
    private void putPairs(Tensor values, long position) {
      long[] pair = {this.values.size(2), 2};
      Tensor pairs = this.values.view(ScalarType.BFloat16).unflatten(2, pair);
      long n = values.size(1);
      long begun = position % 2;
      long whole = (n - begun) / 2;
      if (begun > 0) {
        pairs.select(1, position / 2).select(2, 1).copy_(values.select(1, 0));
      }
      if (whole > 0) {
        Tensor rows = values.narrow(1, begun, 2 * whole);
        pairs
            .narrow(1, (position + begun) / 2, whole)
            .copy_(rows.unflatten(1, new long[] {whole, 2}).permute(0, 1, 3, 2));
      }
      if (begun + 2 * whole < n) {
        Tensor last = pairs.select(1, (position + n) / 2);
        last.select(2, 0).copy_(values.select(1, n - 1));
        last.select(2, 1).zero_();
      }
    }

    /** How many positions there is room for. */
    private long capacity() {
      return Math.min(values.size(1) * format.numbers(), keys.size(1) * COLUMNS);
    }
  }

  /**
   * How many numbers of scratch it takes at least.
   *
   * @param position of the first row
   * @param n how many rows are read
   */
  public long leastScratch(int position, long n) {
    return TileKernel.ROWS * stride(position, position + n);
  }

  /** The first position that a row sees, on the grid of panels. */
  private int low(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1) / COLUMNS * COLUMNS;
  }

  /** Numbers of a row of scores: whole panels from the first that is seen, and room for a sink. */
  private long stride(int first, long end) {
    return Math.ceilDiv(end - low(first), COLUMNS) * COLUMNS + TileKernel.VECTOR;
  }

  /**
   * Reads.
   *
   * @param queries shape [n, heads, headDim], scaled, contiguous
   * @param path filled up to the last row's position
   * @param position of the first row
   * @param scratch contiguous; the more there is, the more rows are read at a time
   * @param out shape [n, heads, valueDim], contiguous; may be the queries
   */
  public void read(Tensor queries, Path path, int position, Tensor scratch, Tensor out) {
    require(queries, path, position, scratch, out);
    int n = Math.toIntExact(queries.size(0));
    long most = scratch.numel() / stride(position, position + n);
    int step = Math.toIntExact(Math.min(n, most / TileKernel.ROWS * TileKernel.ROWS));
    Tensor cells = CellRows.of(path.format(), queries.view(-1, queries.size(2))).cells();
    for (int row = 0; row < n; row += step) {
      int count = Math.min(step, n - row);
      Pass pass = new Pass(cells, path, row, count, position + row, scratch, out);
      for (int head = 0; head < heads; head++) {
        pass.score(head);
        pass.weigh(head);
        pass.sum(head);
      }
    }
  }

  /** What an address doesn't tell. */
  private void require(Tensor queries, Path path, int position, Tensor scratch, Tensor out) {
    Tensor keys = path.keys();
    Tensor values = path.values();
    long n = queries.size(0);
    boolean shapes =
        queries.size(1) == heads
            && heads % keys.size(0) == 0
            && isPreferred(path.format(), (int) queries.size(2), (int) values.size(2))
            && keys.size(2) == path.format().cells(queries.size(2))
            && keys.size(3) == COLUMNS
            && values.size(0) == keys.size(0)
            && out.numel() == n * heads * values.size(2);
    boolean room =
        position >= 0
            && position + n <= path.capacity()
            && scratch.numel() >= leastScratch(position, n);
    for (Tensor tensor : new Tensor[] {queries, keys, values, scratch, out}) {
      shapes &= Tensors.isContiguousFloat32(tensor);
    }
    if (!shapes || !room) {
      throw new IllegalArgumentException("no attention of such shapes");
    }
  }

  /** Some rows that are read together. */
  private final class Pass {
    private final TileFormat format;
    private final TileKernel kernel;
    private final Tensor scores;
    private final int count;
    private final int first;
    private final int end;
    private final int low;
    private final long stride;
    private final int group;
    private final long keyCells;
    private final int valueDim;
    private final long inQueries;
    private final long inKeys;
    private final long keysOfHead;
    private final long inValues;
    private final long valuesOfHead;
    private final long inScores;
    private final long inOut;

    /**
     * @param queries shape [n · heads, cells of a key]
     * @param first the position of the first row
     */
    Pass(Tensor queries, Path path, int row, int count, int first, Tensor scratch, Tensor out) {
      Tensor keys = path.keys();
      Tensor values = path.values();
      this.format = path.format();
      this.kernel = TileKernel.of(format).orElseThrow();
      this.count = count;
      this.first = first;
      this.end = first + count;
      this.low = low(first);
      this.stride = stride(first, end);
      this.scores = scratch.view(-1).narrow(0, 0, count * stride).view(count, stride);
      this.group = Math.toIntExact(heads / keys.size(0));
      this.keyCells = queries.size(1);
      this.valueDim = Math.toIntExact(values.size(2));
      this.inQueries = address(queries) + bytes(row * heads * keyCells);
      this.inKeys = address(keys);
      this.keysOfHead = bytes(keys.size(1) * keyCells * COLUMNS);
      this.inValues = address(values);
      this.valuesOfHead = bytes(values.size(1) * valueDim);
      this.inScores = address(scratch);
      this.inOut = address(out) + bytes((long) row * heads * valueDim);
    }

    /** Scores of a head's queries with all keys that one of them sees, panel by panel. */
    void score(int head) {
      long panelBytes = bytes(keyCells * COLUMNS);
      long panel = inKeys + head / group * keysOfHead + low / COLUMNS * panelBytes;
      for (int from = low; from < end; from += COLUMNS) {
        kernel.multiply(
            Ending.STORE,
            TileKernel.VECTORS,
            inQueries + bytes(head * keyCells),
            bytes(heads * keyCells),
            panel,
            bytes(COLUMNS),
            inScores + bytes(from - low),
            bytes(stride),
            panel + panelBytes,
            keyCells,
            count,
            0);
        panel += panelBytes;
      }
      if (softcap > 0) {
        Tensors.softcap(scores, softcap);
      }
    }

    /** From a head's scores to attention weights; what a row does not see weighs nothing. */
    void weigh(int head) {
      MemorySegment all = MemorySegment.ofAddress(inScores).reinterpret(bytes(count * stride));
      for (int i = 0; i < count; i++) {
        MemorySegment row = all.asSlice(i * bytes(stride), bytes(stride));
        int self = first + i;
        int seen = window == 0 ? 0 : Math.max(0, self - window + 1 - low);
        int behind = self + 1 - low;
        int from = seen / TileKernel.VECTOR * TileKernel.VECTOR;
        fill(row, from, seen, Float.NEGATIVE_INFINITY);
        int cells = behind;
        if (sinks != null) {
          fill(row, cells, ++cells, sinks[head]);
        }
        int vectors = Math.ceilDiv(cells - from, TileKernel.VECTOR);
        int to = from + vectors * TileKernel.VECTOR;
        fill(row, cells, to, Float.NEGATIVE_INFINITY);
        RowKernels.softmax(row.address() + bytes(from), vectors);
        fill(row, 0, from, 0);
        fill(row, behind, cells() * format.numbers(), 0);
        if (format == TileFormat.BFLOAT16) {
          CellRows.toPairs(row.address(), Math.ceilDiv(end - low, SIXTEEN), row.address());
        }
      }
    }

    /** Of a row's weights. */
    private int cells() {
      return Math.ceilDiv(end - low, format.numbers());
    }

    private static void fill(MemorySegment row, int from, int to, float value) {
      for (int i = from; i < to; i++) {
        row.set(JAVA_FLOAT_UNALIGNED, bytes(i), value);
      }
    }

    /** The values by a head's weights, some columns of them at a time. */
    void sum(int head) {
      int vectors = valueDim / TileKernel.VECTOR;
      int panels = Math.ceilDiv(vectors, TileKernel.VECTORS);
      int column = 0;
      for (int i = 0; i < panels; i++) {
        int own = (vectors + i) / panels; // As even as can be.
        sum(head, column, own);
        column += own * TileKernel.VECTOR;
      }
    }

    private void sum(int head, int column, int vectors) {
      long ofHead = inValues + head / group * valuesOfHead + bytes(column);
      int numbers = format.numbers();
      for (int from = low; from < end; ) {
        int to = Math.min(end, (from / DEPTH + 1) * DEPTH);
        kernel.multiply(
            from == low ? Ending.STORE : Ending.ADD,
            vectors,
            inScores + bytes((from - low) / numbers),
            bytes(stride),
            ofHead + bytes((long) from / numbers * valueDim),
            bytes(valueDim),
            inOut + bytes((long) head * valueDim + column),
            bytes((long) heads * valueDim),
            ofHead + bytes((long) to / numbers * valueDim),
            Math.ceilDiv(to - from, numbers),
            count,
            0);
        from = to;
      }
    }
  }
}

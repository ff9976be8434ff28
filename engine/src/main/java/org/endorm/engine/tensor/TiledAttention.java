package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.jspecify.annotations.Nullable;

/**
 * What float32 rows at consecutive positions read of the keys and values of their path, by {@link
 * TileKernel} and {@link RowKernels}.
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

  /** Whether it runs here for values of so many coordinates, and nothing else would be as fast. */
  public static boolean isPreferred(int valueDim) {
    return valueDim % TileKernel.VECTOR == 0
        && TileFormat.FLOAT32.isPreferred()
        && RowKernels.areAvailable();
  }

  /**
   * Room for the keys of a path.
   *
   * @return shape [kvHeads, panels, headDim, {@link TileKernel#COLUMNS}]
   */
  public static Tensor keys(long kvHeads, long capacity, long headDim, TensorOptions options) {
    long[] shape = {kvHeads, Math.ceilDiv(capacity, COLUMNS), headDim, COLUMNS};
    return torch.empty(shape, options, null);
  }

  /**
   * Writes keys from a position on.
   *
   * @param room what {@link #keys} gave
   * @param keys shape [n, kvHeads, headDim]
   */
  public static void put(Tensor room, Tensor keys, long position) {
    long n = keys.size(0);
    long begun = Math.min(n, Math.floorMod(-position, COLUMNS));
    long whole = (n - begun) / COLUMNS;
    long rest = begun + whole * COLUMNS;
    putInPanel(room, keys.narrow(0, 0, begun), position);
    if (whole > 0) {
      long panel = (position + begun) / COLUMNS;
      Tensor rows = keys.narrow(0, begun, whole * COLUMNS);
      room.narrow(1, panel, whole)
          .copy_(rows.unflatten(0, new long[] {whole, COLUMNS}).permute(2, 0, 3, 1));
    }
    putInPanel(room, keys.narrow(0, rest, n - rest), position + rest);
  }

  /** Writes keys that lie in one panel. */
  private static void putInPanel(Tensor room, Tensor keys, long position) {
    if (keys.size(0) > 0) {
      room.select(1, position / COLUMNS)
          .narrow(2, position % COLUMNS, keys.size(0))
          .copy_(keys.permute(1, 2, 0));
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
   * @param keys what {@link #keys} gave; filled up to the last row's position
   * @param values shape [kvHeads, capacity, valueDim], likewise
   * @param position of the first row
   * @param scratch contiguous; the more there is, the more rows are read at a time
   * @param out shape [n, heads, valueDim], contiguous; may be the queries
   */
  public void read(
      Tensor queries, Tensor keys, Tensor values, int position, Tensor scratch, Tensor out) {
    require(queries, keys, values, position, scratch, out);
    int n = Math.toIntExact(queries.size(0));
    long most = scratch.numel() / stride(position, position + n);
    int step = Math.toIntExact(Math.min(n, most / TileKernel.ROWS * TileKernel.ROWS));
    for (int row = 0; row < n; row += step) {
      int count = Math.min(step, n - row);
      Pass pass = new Pass(queries, keys, values, row, count, position + row, scratch, out);
      for (int head = 0; head < heads; head++) {
        pass.score(head);
        pass.weigh(head);
        pass.sum(head);
      }
    }
  }

  /** What an address doesn't tell. */
  private void require(
      Tensor queries, Tensor keys, Tensor values, int position, Tensor scratch, Tensor out) {
    long n = queries.size(0);
    boolean shapes =
        queries.size(1) == heads
            && heads % keys.size(0) == 0
            && keys.size(2) == queries.size(2)
            && keys.size(3) == COLUMNS
            && values.size(0) == keys.size(0)
            && values.size(2) % TileKernel.VECTOR == 0
            && out.numel() == n * heads * values.size(2);
    boolean room =
        position >= 0
            && position + n <= Math.min(values.size(1), keys.size(1) * COLUMNS)
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
    private final TileKernel kernel = TileKernel.of(TileFormat.FLOAT32).orElseThrow();
    private final Tensor scores;
    private final int count;
    private final int first;
    private final int end;
    private final int low;
    private final long stride;
    private final int group;
    private final int headDim;
    private final int valueDim;
    private final long inQueries;
    private final long inKeys;
    private final long keysOfHead;
    private final long inValues;
    private final long valuesOfHead;
    private final long inScores;
    private final long inOut;

    /**
     * @param first the position of the first row
     */
    Pass(
        Tensor queries,
        Tensor keys,
        Tensor values,
        int row,
        int count,
        int first,
        Tensor scratch,
        Tensor out) {
      this.count = count;
      this.first = first;
      this.end = first + count;
      this.low = low(first);
      this.stride = stride(first, end);
      this.scores = scratch.view(-1).narrow(0, 0, count * stride).view(count, stride);
      this.group = Math.toIntExact(heads / keys.size(0));
      this.headDim = Math.toIntExact(queries.size(2));
      this.valueDim = Math.toIntExact(values.size(2));
      this.inQueries = address(queries) + bytes((long) row * heads * headDim);
      this.inKeys = address(keys);
      this.keysOfHead = bytes(keys.size(1) * headDim * COLUMNS);
      this.inValues = address(values);
      this.valuesOfHead = bytes(values.size(1) * valueDim);
      this.inScores = address(scratch);
      this.inOut = address(out) + bytes((long) row * heads * valueDim);
    }

    /** Scores of a head's queries with all keys that one of them sees, panel by panel. */
    void score(int head) {
      long panelBytes = bytes((long) headDim * COLUMNS);
      long panel = inKeys + head / group * keysOfHead + low / COLUMNS * panelBytes;
      for (int from = low; from < end; from += COLUMNS) {
        kernel.multiply(
            Ending.STORE,
            TileKernel.VECTORS,
            inQueries + bytes((long) head * headDim),
            bytes((long) heads * headDim),
            panel,
            bytes(COLUMNS),
            inScores + bytes(from - low),
            bytes(stride),
            panel + panelBytes,
            headDim,
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
        int from = seen / RowKernels.VECTOR * RowKernels.VECTOR;
        fill(row, from, seen, Float.NEGATIVE_INFINITY);
        int cells = behind;
        if (sinks != null) {
          fill(row, cells, ++cells, sinks[head]);
        }
        int eights = Math.ceilDiv(cells - from, RowKernels.VECTOR);
        int to = from + eights * RowKernels.VECTOR;
        fill(row, cells, to, Float.NEGATIVE_INFINITY);
        RowKernels.softmax(row.address() + bytes(from), eights);
        fill(row, 0, from, 0);
        fill(row, behind, end - low, 0);
      }
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
      for (int from = low; from < end; ) {
        int to = Math.min(end, (from / DEPTH + 1) * DEPTH);
        kernel.multiply(
            from == low ? Ending.STORE : Ending.ADD,
            vectors,
            inScores + bytes(from - low),
            bytes(stride),
            ofHead + bytes((long) from * valueDim),
            bytes(valueDim),
            inOut + bytes((long) head * valueDim + column),
            bytes((long) heads * valueDim),
            ofHead + bytes((long) to * valueDim),
            to - from,
            count,
            0);
        from = to;
      }
    }
  }
}

package org.endorm.engine.tensor;

import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A product by a {@link TileKernel}: x lies in {@link CellRows}, the weight in {@link Panels}, of
 * which a cut along the inputs stays in a cache while all rows pass.
 *
 * <p>The kernel reads memory by its address: whoever multiplies keeps all operands until it has
 * returned.
 *
 * @param x shape [rows, in], float32, contiguous
 * @param bias shape [out], or null
 */
record TiledProduct(Tensor x, Weight weight, int out, @Nullable Tensor bias) implements Product {
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Cells of a cut at most: 24 kB of weights for AVX2, twice that for AVX-512. */
  private static final int DEPTH = 256;

  /** The same where no order of sums is to be kept with other vectors: of the second cache. */
  private static final int LONG_DEPTH = 1024;

  /** A weight that is multiplied, by either way with the same bits. */
  sealed interface Weight {
    TileFormat format();

    /** Cells of all panels. */
    long size();
  }

  /** One that lies in panels, shape [{@link #size}]. */
  record Packed(TileFormat format, Tensor panels) implements Weight {
    @Override
    public long size() {
      return panels.numel();
    }
  }

  /** One of which each panel is read when its turn comes, and not kept; cores share them. */
  record Passing(Panels panels, Sharing cores) implements Weight {
    /** Panels that a core takes at a time. */
    private static final int SHARE = 4;

    @Override
    public TileFormat format() {
      return panels.format();
    }

    @Override
    public long size() {
      return panels.count() * panels.size();
    }
  }

  TiledProduct {
    if (x.dim() != 2
        || !Tensors.isContiguousFloat32(x)
        || weight.size() != Math.ceilDiv(out, COLUMNS) * Panels.size(weight.format(), x.size(1))) {
      throw new IllegalArgumentException("no rows for a weight of " + out + " outputs");
    }
  }

  /** Cells of a cut: as even as whole steps of eight allow; integers are summed without any. */
  private static long depth(TileFormat format, long steps) {
    return switch (format) {
      case FLOAT32 -> depth(steps, DEPTH);
      case BFLOAT16 -> depth(steps, LONG_DEPTH);
      case INT8 -> steps;
    };
  }

  private static long depth(long steps, int most) {
    return Math.min(steps, Math.ceilDiv(Math.ceilDiv(steps, Math.ceilDiv(steps, most)), 8) * 8);
  }

  @Override
  public Tensor apply(Pointwise function) {
    return TensorScope.tidy(
        () -> {
          Tensor y = plain();
          // What these return refers to y and does not keep it.
          switch (function) {
            case IDENTITY -> {}
            case SILU -> silu(y);
            case GELU -> torch.gelu_(y);
            case GELU_TANH -> torch.gelu_(y, "tanh");
            case RELU -> torch.relu_(y);
          }
          return y;
        });
  }

  private static void silu(Tensor y) {
    if (RowKernels.fit(y)) {
      RowKernels.silu(y);
    } else {
      torch.silu_(y);
    }
  }

  @Override
  public Tensor with(Join join, Tensor other) {
    if (!Tensors.isContiguousFloat32(other) || other.numel() != x.size(0) * out) {
      throw new IllegalArgumentException("no matrix of the product's shape");
    }
    return TensorScope.tidy(
        () -> bias == null ? multiply(join, other) : join.apply(plain(), other));
  }

  /** The product and the bias. */
  private Tensor plain() {
    Tensor product = multiply(null, null);
    return bias == null ? product : product.add_(bias);
  }

  /** The product, joined with another matrix if there is one, shape [rows, out]. */
  private Tensor multiply(@Nullable Join join, @Nullable Tensor other) {
    CellRows rows = CellRows.of(weight.format(), x);
    Tensor y = torch.empty(new long[] {x.size(0), out}, x.options(), null);
    int whole = out / COLUMNS;
    int from = whole * COLUMNS;
    multiply(0, whole, sums(rows, y, join, other));
    if (from < out) {
      Tensor last = torch.empty(new long[] {x.size(0), COLUMNS}, x.options(), null);
      multiply(whole, 1, sums(rows, last, null, null));
      Tensor rest = last.narrow(1, 0, out - from);
      Tensor joined = join == null ? rest : join.apply(rest, other.narrow(1, from, out - from));
      y.narrow(1, from, out - from).copy_(joined);
    }
    return y;
  }

  private Sums sums(CellRows rows, Tensor y, @Nullable Join join, @Nullable Tensor other) {
    TileFormat format = rows.format();
    long steps = format.steps(x.size(1));
    long inY = address(y);
    return new Sums(
        TileKernel.of(format).orElseThrow(),
        address(rows.cells()),
        bytes(rows.cells().size(1)),
        steps,
        depth(format, steps),
        x.size(0),
        inY,
        bytes(y.size(1)),
        join,
        other == null ? 0 : address(other) - inY);
  }

  /** Some panels' part of it, which fills the first columns of the sums. */
  private void multiply(int first, int count, Sums sums) {
    switch (weight) {
      case Packed(TileFormat format, Tensor panels) -> {
        long panelBytes = bytes(Panels.size(format, x.size(1)));
        long panel = address(panels) + first * panelBytes;
        for (long from = 0; from < sums.steps; from += sums.depth) {
          for (int i = 0; i < count; i++) {
            sums.add(from, panel + i * panelBytes, panel + (i + 1) * panelBytes, i);
          }
        }
      }
      case Passing passing ->
          passing.cores.each(
              Math.ceilDiv(count, Passing.SHARE),
              part -> {
                int from = part * Passing.SHARE;
                pass(passing.panels, first, from, Math.min(from + Passing.SHARE, count), sums);
              });
    }
  }

  private static void pass(Panels panels, int first, int begin, int end, Sums sums) {
    try (TensorScope scope = new TensorScope()) {
      Tensor room = panels.room();
      Tensor scratch = panels.scratch();
      long panel = address(room);
      for (int i = begin; i < end; i++) {
        panels.lay(first + i, panel, scratch);
        for (long from = 0; from < sums.steps; from += sums.depth) {
          sums.add(from, panel, panel + bytes(sums.depth * COLUMNS), i);
        }
      }
    }
  }

  /**
   * Where rows are read and their sums written; addresses and distances in bytes.
   *
   * @param steps along which rows are multiplied, in cuts of some depth
   */
  private record Sums(
      TileKernel kernel,
      long x,
      long strideX,
      long steps,
      long depth,
      long rows,
      long y,
      long strideY,
      @Nullable Join join,
      long toOther) {
    /**
     * Adds a cut of one panel.
     *
     * @param next the panel that comes after it
     * @param column of y, in panels
     */
    void add(long from, long panel, long next, int column) {
      long own = Math.min(depth, steps - from);
      long inPanel = bytes(from * COLUMNS);
      kernel.multiply(
          ending(from > 0, from + own == steps ? join : null),
          TileKernel.VECTORS,
          x + bytes(from),
          strideX,
          panel + inPanel,
          bytes(COLUMNS),
          y + bytes((long) column * COLUMNS),
          strideY,
          next + inPanel,
          own,
          rows,
          toOther);
    }
  }

  private static Ending ending(boolean adds, @Nullable Join join) {
    return switch (join) {
      case null -> adds ? Ending.ADD : Ending.STORE;
      case PLUS -> adds ? Ending.ADD_PLUS : Ending.STORE_PLUS;
      case TIMES -> adds ? Ending.ADD_TIMES : Ending.STORE_TIMES;
    };
  }
}

package org.endorm.engine.tensor;

import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A float32 product by {@link TileKernel}: the weight lies in {@link Panels}, of which a cut along
 * the inputs stays in the first cache while all rows pass.
 *
 * <p>The kernel reads memory by its address: whoever multiplies keeps all operands until it has
 * returned.
 *
 * @param x shape [rows, in], contiguous
 * @param bias shape [out], or null
 */
record TiledProduct(Tensor x, Weight weight, int out, @Nullable Tensor bias) implements Product {
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Inputs of a cut at most: 24 kB of weights. */
  private static final int DEPTH = 256;

  /** A weight that is multiplied, by either way with the same bits. */
  sealed interface Weight {
    /** Numbers of all panels. */
    long size();
  }

  /** One that lies in panels, shape [{@link #size}]. */
  record Packed(Tensor panels) implements Weight {
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
    public long size() {
      return panels.count() * panels.size();
    }
  }

  TiledProduct {
    if (x.dim() != 2
        || !Tensors.isContiguousFloat32(x)
        || weight.size() != Math.ceilDiv(out, COLUMNS) * COLUMNS * x.size(1)) {
      throw new IllegalArgumentException("no rows for a weight of " + out + " outputs");
    }
  }

  /**
   * Lays out a weight.
   *
   * @param weight shape [out, in], float32
   */
  static Tensor pack(Tensor weight) {
    Tensor contiguous = weight.contiguous();
    return new Panels(RowSource.of(contiguous), weight.size(0), weight.size(1)).packed();
  }

  /** Inputs of a cut: as even as whole steps of eight allow. */
  private static long depth(long in) {
    return Math.min(in, Math.ceilDiv(Math.ceilDiv(in, Math.ceilDiv(in, DEPTH)), 8) * 8);
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
    Tensor y = torch.empty(new long[] {x.size(0), out}, x.options(), null);
    int whole = out / COLUMNS;
    int from = whole * COLUMNS;
    multiply(0, whole, Sums.of(x, y, join, other));
    if (from < out) {
      Tensor last = torch.empty(new long[] {x.size(0), COLUMNS}, x.options(), null);
      multiply(whole, 1, Sums.of(x, last, null, null));
      Tensor rest = last.narrow(1, 0, out - from);
      Tensor joined = join == null ? rest : join.apply(rest, other.narrow(1, from, out - from));
      y.narrow(1, from, out - from).copy_(joined);
    }
    return y;
  }

  /** Some panels' part of it, which fills the first columns of the sums. */
  private void multiply(int first, int count, Sums sums) {
    long in = x.size(1);
    long depth = depth(in);
    long panelBytes = bytes(COLUMNS * in);
    switch (weight) {
      case Packed(Tensor panels) -> {
        long panel = address(panels) + first * panelBytes;
        for (long from = 0; from < in; from += depth) {
          for (int i = 0; i < count; i++) {
            sums.add(from, depth, panel + i * panelBytes, panel + (i + 1) * panelBytes, i);
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

  private void pass(Panels panels, int first, int begin, int end, Sums sums) {
    long in = x.size(1);
    long depth = depth(in);
    try (TensorScope scope = new TensorScope()) {
      Tensor room = panels.room();
      Tensor scratch = panels.scratch();
      long panel = address(room);
      for (int i = begin; i < end; i++) {
        panels.lay(first + i, panel, scratch);
        for (long from = 0; from < in; from += depth) {
          sums.add(from, depth, panel, panel + bytes(depth * COLUMNS), i);
        }
      }
    }
  }

  /** Where rows are read and their sums written; addresses and distances in bytes. */
  private record Sums(
      long x, long in, long rows, long y, long strideY, @Nullable Join join, long toOther) {
    static Sums of(Tensor x, Tensor y, @Nullable Join join, @Nullable Tensor other) {
      long inY = address(y);
      long toOther = other == null ? 0 : address(other) - inY;
      return new Sums(address(x), x.size(1), x.size(0), inY, bytes(y.size(1)), join, toOther);
    }

    /**
     * Adds a cut of one panel.
     *
     * @param next the panel that comes after it
     * @param column of y, in panels
     */
    void add(long from, long depth, long panel, long next, int column) {
      long steps = Math.min(depth, in - from);
      long inPanel = bytes(from * COLUMNS);
      TileKernel.multiply(
          ending(from > 0, from + steps == in ? join : null),
          TileKernel.VECTORS,
          x + bytes(from),
          bytes(in),
          panel + inPanel,
          bytes(COLUMNS),
          y + bytes((long) column * COLUMNS),
          strideY,
          next + inPanel,
          steps,
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

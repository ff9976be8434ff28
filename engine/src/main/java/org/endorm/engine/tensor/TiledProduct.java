package org.endorm.engine.tensor;

import static org.endorm.engine.tensor.Tensors.address;
import static org.endorm.engine.tensor.Tensors.bytes;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A float32 product by {@link TileKernel}: the weight lies in panels of {@value TileKernel#COLUMNS}
 * outputs, cut along the inputs so that a panel stays in the first cache while all rows pass.
 *
 * <p>The kernel reads memory by its address: whoever multiplies keeps all operands until it has
 * returned.
 *
 * @param x shape [rows, in], contiguous
 * @param packed what {@link #pack} gave, shape [padded · in]
 */
record TiledProduct(Tensor x, Tensor packed, int out, @Nullable Tensor bias) implements Product {
  private static final int COLUMNS = TileKernel.COLUMNS;

  /** Inputs of a panel at most: 24 kB of weights. */
  private static final int DEPTH = 256;

  TiledProduct {
    if (x.dim() != 2
        || !Tensors.isContiguousFloat32(x)
        || packed.numel() != padded(out) * x.size(1)) {
      throw new IllegalArgumentException("no rows for a weight of " + out + " outputs");
    }
  }

  /** Outputs up to the end of the last panel. */
  private static long padded(long out) {
    return Math.ceilDiv(out, COLUMNS) * COLUMNS;
  }

  /** Inputs of a panel: as even as whole steps of eight allow. */
  private static long depth(long in) {
    return Math.min(in, Math.ceilDiv(Math.ceilDiv(in, Math.ceilDiv(in, DEPTH)), 8) * 8);
  }

  /**
   * Lays out a weight: panels of the first inputs, then of the next; outputs that only fill the
   * last panel are zero.
   *
   * @param weight shape [out, in], float32
   */
  static Tensor pack(Tensor weight) {
    return TensorScope.tidy(
        () -> {
          long in = weight.size(1);
          long padded = padded(weight.size(0));
          long depth = depth(in);
          Tensor packed = torch.empty(new long[] {padded * in}, weight.options(), null);
          for (long from = 0; from < in; from += depth) {
            long steps = Math.min(depth, in - from);
            Tensor panels = packed.narrow(0, from * padded, steps * padded);
            fill(panels.view(-1, steps, COLUMNS), weight.narrow(1, from, steps));
          }
          return packed;
        });
  }

  private static void fill(Tensor panels, Tensor weight) {
    long whole = weight.size(0) / COLUMNS;
    long rest = weight.size(0) % COLUMNS;
    Tensor rows = weight.narrow(0, 0, whole * COLUMNS).unflatten(0, new long[] {whole, COLUMNS});
    panels.narrow(0, 0, whole).copy_(rows.transpose(1, 2));
    if (rest > 0) {
      Tensor last = panels.select(0, whole);
      last.zero_();
      last.narrow(1, 0, rest).copy_(weight.narrow(0, whole * COLUMNS, rest).t());
    }
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
    long panels = out / COLUMNS;
    long from = panels * COLUMNS;
    multiply(0, panels, y, join, other);
    if (from < out) {
      Tensor last = torch.empty(new long[] {x.size(0), COLUMNS}, x.options(), null);
      multiply(panels, 1, last, null, null);
      Tensor rest = last.narrow(1, 0, out - from);
      Tensor joined = join == null ? rest : join.apply(rest, other.narrow(1, from, out - from));
      y.narrow(1, from, out - from).copy_(joined);
    }
    return y;
  }

  /** Some panels' part of it, which fills the first columns of y. */
  private void multiply(
      long first, long count, Tensor y, @Nullable Join join, @Nullable Tensor other) {
    long rows = x.size(0);
    long in = x.size(1);
    long depth = depth(in);
    long strideY = bytes(y.size(1));
    long inX = address(x);
    long inY = address(y);
    long toOther = other == null ? 0 : address(other) - inY;
    for (long from = 0; from < in; from += depth) {
      long steps = Math.min(depth, in - from);
      long panelBytes = bytes(steps * COLUMNS);
      long panel = address(packed) + bytes(from * padded(out)) + first * panelBytes;
      Ending ending = ending(from > 0, from + steps == in ? join : null);
      for (long i = 0; i < count; i++) {
        TileKernel.multiply(
            ending,
            TileKernel.VECTORS,
            inX + bytes(from),
            bytes(in),
            panel,
            bytes(COLUMNS),
            inY + bytes(i * COLUMNS),
            strideY,
            panel + panelBytes,
            steps,
            rows,
            toOther);
        panel += panelBytes;
      }
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

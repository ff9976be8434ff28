package org.endorm.engine.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TileKernel.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A float32 product by {@link TileKernel}: the weight lies in panels of {@value TileKernel#COLUMNS}
 * outputs, cut along the inputs so that a panel stays in the first cache while all rows pass.
 *
 * @param x shape [rows, in], a multiple of {@value TileKernel#ROWS} rows
 * @param packed what {@link #pack} gave, shape [padded · in]
 */
record TiledProduct(Tensor x, Tensor packed, int out, @Nullable Tensor bias) implements Product {
  /** Inputs of a panel at most: 24 kB of weights. */
  private static final int DEPTH = 256;

  /** Outputs up to the end of the last panel. */
  static long padded(long out) {
    return Math.ceilDiv(out, TileKernel.COLUMNS) * TileKernel.COLUMNS;
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
            fill(panels.view(-1, steps, TileKernel.COLUMNS), weight.narrow(1, from, steps));
          }
          return packed;
        });
  }

  private static void fill(Tensor panels, Tensor weight) {
    long columns = TileKernel.COLUMNS;
    long whole = weight.size(0) / columns;
    long rest = weight.size(0) % columns;
    panels
        .narrow(0, 0, whole)
        .copy_(
            weight
                .narrow(0, 0, whole * columns)
                .unflatten(0, new long[] {whole, columns})
                .transpose(1, 2));
    if (rest > 0) {
      Tensor last = panels.select(0, whole);
      last.zero_();
      last.narrow(1, 0, rest).copy_(weight.narrow(0, whole * columns, rest).t());
    }
  }

  @Override
  public Tensor of(Pointwise function) {
    return TensorScope.tidy(() -> function.applyTo(plain()));
  }

  @Override
  public Tensor with(Join join, Tensor other) {
    return TensorScope.tidy(
        () ->
            bias == null && padded(out) == out
                ? multiply(join, other)
                : join.apply(plain(), other));
  }

  /** The product and the bias. */
  private Tensor plain() {
    Tensor product = multiply(null, null);
    if (padded(out) == out) {
      return bias == null ? product : product.add_(bias);
    }
    Tensor narrow = product.narrow(1, 0, out);
    return bias == null ? narrow.contiguous() : narrow.add(bias);
  }

  /** Shape [rows, padded]. */
  private Tensor multiply(@Nullable Join join, @Nullable Tensor other) {
    long rows = x.size(0);
    long in = x.size(1);
    long padded = padded(out);
    long depth = depth(in);
    Tensor y = torch.empty(new long[] {rows, padded}, x.options(), null);
    long inX = x.data_ptr().address();
    long inY = y.data_ptr().address();
    long toOther = other == null ? 0 : other.data_ptr().address() - inY;
    long panel = packed.data_ptr().address();
    for (long from = 0; from < in; from += depth) {
      long steps = Math.min(depth, in - from);
      long bytes = steps * TileKernel.COLUMNS * Float.BYTES;
      Ending ending = ending(from > 0, from + steps == in ? join : null);
      for (long column = 0; column < padded; column += TileKernel.COLUMNS) {
        TileKernel.multiply(
            ending,
            inX + from * Float.BYTES,
            in * Float.BYTES,
            panel,
            inY + column * Float.BYTES,
            padded * Float.BYTES,
            panel + bytes,
            steps,
            rows / TileKernel.ROWS,
            toOther);
        panel += bytes;
      }
    }
    return y;
  }

  private static Ending ending(boolean adds, @Nullable Join join) {
    return switch (join) {
      case null -> adds ? Ending.ADD : Ending.STORE;
      case PLUS -> adds ? Ending.ADD_PLUS : Ending.STORE_PLUS;
      case TIMES -> adds ? Ending.ADD_TIMES : Ending.STORE_TIMES;
    };
  }
}

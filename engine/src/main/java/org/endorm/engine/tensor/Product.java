package org.endorm.engine.tensor;

import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The product x·Wᵀ + b of a block of rows with a weight laid out beforehand, computed when it is
 * told what becomes of it; every row of it is summed alike, wherever it stands.
 *
 * <p>It is a {@link TiledProduct} where that is faster, whose x and result are float32 in every
 * format; all else, and wherever that does not run, is multiplied by {@link OneDnn}.
 */
public sealed interface Product permits OneDnn.PackedProduct, TiledProduct {
  /**
   * Lays out a weight for products with a fixed number of rows.
   *
   * @param weight shape [out, in], float32 or bfloat16, contiguous
   * @param rows rows of every product it will be used in, a multiple of 4; any number of float32
   *     where tiles multiply it
   * @return a tensor that only {@link #of(Tensor, Tensor, int, Tensor)} understands
   */
  static Tensor pack(Tensor weight, long rows) {
    return tiled(weight)
        ? pack(TileFormat.FLOAT32, RowSource.of(weight), weight.size(0), weight.size(1))
        : OneDnn.pack(weight, rows);
  }

  /**
   * A product of operands as they are.
   *
   * @param x shape [rows, in], contiguous, of the weight's type
   * @param packed what {@link #pack(Tensor, long)} gave, for this number of rows unless that is any
   * @param bias shape [out], of the same type, or null
   */
  static Product of(Tensor x, Tensor packed, int out, @Nullable Tensor bias) {
    return tiled(x)
        ? tiled(TileFormat.FLOAT32, x, packed, out, bias)
        : new OneDnn.PackedProduct(x, packed, bias);
  }

  private static boolean tiled(Tensor operand) {
    return operand.element_size() == Float.BYTES && TileFormat.FLOAT32.isPreferred();
  }

  /**
   * Lays out the rows of a weight, of which no other copy is made, for tiles of a format.
   *
   * @return a tensor that only {@link #tiled} understands
   */
  static Tensor pack(TileFormat format, RowSource weight, long out, long in) {
    return new Panels(format, weight, out, in).packed();
  }

  /**
   * A product by tiles, which rounds x to their format, of any number of rows.
   *
   * @param x shape [rows, in], float32, contiguous
   * @param packed what {@link #pack(TileFormat, RowSource, long, long)} gave
   * @param bias shape [out], float32, or null
   */
  static Product tiled(TileFormat format, Tensor x, Tensor packed, int out, @Nullable Tensor bias) {
    return new TiledProduct(x, new TiledProduct.Packed(format, packed), out, bias);
  }

  /**
   * The same with a weight that is read as it is multiplied, and not kept; to the same bits.
   *
   * @param cores that share its outputs
   */
  static Product tiled(
      TileFormat format,
      Tensor x,
      RowSource weight,
      int out,
      @Nullable Tensor bias,
      Sharing cores) {
    Panels panels = new Panels(format, weight, out, x.size(1));
    return new TiledProduct(x, new TiledProduct.Passing(panels, cores), out, bias);
  }

  /** Its function, shape [rows, out], of x's type. */
  Tensor apply(Pointwise function);

  /**
   * It and another matrix joined, shape [rows, out], of x's type.
   *
   * @param other of the same shape and type, contiguous
   */
  Tensor with(Join join, Tensor other);

  /** A function of one number, computed where the product is written. */
  enum Pointwise {
    IDENTITY("none", ""),
    SILU("swish", ""),
    GELU("gelu", "none"),
    GELU_TANH("gelu", "tanh"),
    RELU("relu", "");

    /** As oneDNN calls it. */
    final String name;

    final String algorithm;

    Pointwise(String name, String algorithm) {
      this.name = name;
      this.algorithm = algorithm;
    }
  }

  /** How a product meets another matrix of its shape, computed where it is written. */
  enum Join {
    PLUS("add", Tensor::add),
    TIMES("mul", Tensor::mul);

    final String name;
    private final BinaryOperator<Tensor> after;

    Join(String name, BinaryOperator<Tensor> after) {
      this.name = name;
      this.after = after;
    }

    /** The same of a product that is computed already. */
    public Tensor apply(Tensor product, Tensor other) {
      return after.apply(product, other);
    }
  }
}

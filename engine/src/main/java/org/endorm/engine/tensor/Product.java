package org.endorm.engine.tensor;

import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The product x·Wᵀ + b of a block of rows with a weight laid out beforehand, computed when it is
 * told what becomes of it; every row of it is summed alike, wherever it stands.
 *
 * <p>Float32 is multiplied by {@link TiledProduct} where that is faster; all else, and wherever it
 * does not run, by {@link OneDnn}.
 */
public sealed interface Product permits OneDnn.PackedProduct, TiledProduct {
  /**
   * Lays out a weight for products with a fixed number of rows.
   *
   * @param weight shape [out, in], float32 or bfloat16, contiguous
   * @param rows rows of every product it will be used in, a multiple of 4; any number where
   *     products {@linkplain #takesRows take} a weight's rows
   * @return a tensor that only {@link #of(Tensor, Tensor, int, Tensor)} understands
   */
  static Tensor pack(Tensor weight, long rows) {
    return tiled(weight) ? TiledProduct.pack(weight) : OneDnn.pack(weight, rows);
  }

  /**
   * Whether float32 is multiplied, in any number of rows, by a weight whose rows are read, packed
   * or not, to the same bits.
   */
  static boolean takesRows() {
    return TileKernel.isPreferred();
  }

  /**
   * The same of a weight's rows, of which no other copy is made; where products {@linkplain
   * #takesRows take} them.
   */
  static Tensor pack(RowSource weight, long out, long in) {
    return new Panels(weight, out, in).packed();
  }

  /**
   * A product with a weight that is read as it is multiplied, and not kept; where products
   * {@linkplain #takesRows take} rows.
   *
   * @param x shape [rows, in], float32, contiguous
   * @param bias shape [out], float32, or null
   * @param cores that share its outputs
   */
  static Product of(Tensor x, RowSource weight, int out, @Nullable Tensor bias, Sharing cores) {
    Panels panels = new Panels(weight, out, x.size(1));
    return new TiledProduct(x, new TiledProduct.Passing(panels, cores), out, bias);
  }

  /**
   * A product to be computed.
   *
   * @param x shape [rows, in], contiguous, of the weight's type
   * @param packed what {@link #pack} gave, for this number of rows unless that is any
   * @param bias shape [out], of the same type, or null
   */
  static Product of(Tensor x, Tensor packed, int out, @Nullable Tensor bias) {
    return tiled(x)
        ? new TiledProduct(x, new TiledProduct.Packed(packed), out, bias)
        : new OneDnn.PackedProduct(x, packed, bias);
  }

  private static boolean tiled(Tensor operand) {
    return operand.element_size() == Float.BYTES && TileKernel.isPreferred();
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

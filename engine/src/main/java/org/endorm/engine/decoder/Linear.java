package org.endorm.engine.decoder;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Int8Rows;
import org.endorm.engine.tensor.OneDnn;
import org.endorm.engine.tensor.Processor;
import org.endorm.engine.tensor.Product;
import org.endorm.engine.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A matrix product that gives each row the same bits whatever rows stand beside it.
 *
 * <p>Rows are multiplied in blocks of {@value #BLOCK_ROWS}, one block a call, by a kernel that sums
 * every row of a block alike. Blocks are whole, so that no kernel and no order of sums is chosen by
 * how many rows there are, unless the kernel is the same for any number of them.
 *
 * <p>Input and output are float32. In bfloat16 both operands are rounded to it; on a processor
 * without bfloat16 products these are multiplied in float32, which gives the same rounding at a
 * higher speed than emulation; where oneDNN multiplies bfloat16, it rounds the result too. In 8-bit
 * integers each row of either operand is rounded by a scale of its own, and the integers are
 * multiplied on units made for it, or elsewhere in float32; both sum without rounding as long as a
 * sum stays below 2²⁴.
 */
final class Linear {
  static final int BLOCK_ROWS = 64;

  /**
   * Where products take any number of rows, what is computed of each number still asks for this
   * many: libtorch has other code for the last numbers of a tensor, short of two of its longest
   * vectors.
   */
  private static final int LEAST_ROWS = 2 * Processor.longestVector();

  private final Matrix weight;
  private final @Nullable Tensor bias;
  private final Dtype dtype;
  private final boolean tiled;
  private final boolean takesAnyRows;

  /**
   * @param weight shape [out, in]
   * @param bias shape [out], float32, or null
   */
  Linear(Matrix weight, @Nullable Tensor bias, Dtype dtype) {
    this.weight = weight;
    this.bias = bias;
    this.dtype = dtype;
    this.tiled = weight.isTiled();
    this.takesAnyRows = takesAnyRows(dtype);
  }

  /**
   * What rows are filled up to a multiple of, to be multiplied with the same bits whatever stands
   * beside them.
   */
  static int rowStep(Dtype dtype) {
    return rowStep(dtype, 1);
  }

  /**
   * The same where nothing is computed of less than a row: few rows are enough to fill vectors.
   *
   * @param width numbers of a row
   */
  static int rowStep(Dtype dtype, int width) {
    boolean any = takesAnyRows(dtype) && takesAnyRows(dtype.delicate());
    return any ? LEAST_ROWS / Math.min(LEAST_ROWS, Integer.lowestOneBit(width)) : BLOCK_ROWS;
  }

  private static boolean takesAnyRows(Dtype dtype) {
    boolean floats = dtype.operandType() == ScalarType.Float;
    return dtype.tiles().isPresent() || floats && Dtype.FLOAT32.tiles().isPresent();
  }

  /** Binds a product to its numbers. */
  static Linear of(LinearSpec spec, Weights weights) {
    return of(spec, weights, weights.dtype().delicate());
  }

  /** Binds a product that bears 8-bit integers, should they be asked for. */
  static Linear robust(LinearSpec spec, Weights weights) {
    return of(spec, weights, weights.dtype());
  }

  /** Binds a product that is computed in a format of its own. */
  static Linear of(LinearSpec spec, Weights weights, Dtype dtype) {
    Matrix weight = weights.product(spec.weight(), spec.out(), spec.in(), dtype);
    Tensor bias = spec.bias() == null ? null : weights.vector(spec.bias(), spec.out());
    return new Linear(weight, bias, dtype);
  }

  /**
   * @param x shape [n, in], float32, contiguous
   * @return shape [n, out], float32
   */
  Tensor apply(Tensor x) {
    return apply(x, Epilogue.NONE);
  }

  /**
   * @param x as in {@link #apply(Tensor)}
   * @param epilogue what becomes of product and bias
   */
  Tensor apply(Tensor x, Epilogue epilogue) {
    return TensorScope.tidy(
        () -> {
          if (GradMode.is_enabled() || !takesAnyRows && x.size(0) % BLOCK_ROWS != 0) {
            return epilogue.apply(withBias(dense(x)));
          }
          return Math.ceilDiv(x.size(0), BLOCK_ROWS) == 1
              ? block(x, epilogue)
              : blocks(x, epilogue);
        });
  }

  private Tensor blocks(Tensor x, Epilogue epilogue) {
    Tensor y = torch.empty(new long[] {x.size(0), weight.out()}, x.options(), null);
    for (long from = 0; from < x.size(0); from += BLOCK_ROWS) {
      try (TensorScope scope = new TensorScope()) {
        long count = Math.min(BLOCK_ROWS, x.size(0) - from);
        Tensor rows = x.narrow(0, from, count);
        y.narrow(0, from, count).copy_(block(rows, epilogue.rows(from, count)));
      }
    }
    return y;
  }

  /** Where no tiles round the operands of narrower formats, that is done here. */
  private Tensor block(Tensor x, Epilogue epilogue) {
    if (tiled || dtype == Dtype.FLOAT32) {
      return epilogue.multiply(weight.times(x, bias));
    }
    Tensor product =
        dtype == Dtype.INT8 ? ofIntegers(Int8Rows.of(x)) : product(operand(x)).to(ScalarType.Float);
    return epilogue.apply(withBias(product));
  }

  private Tensor product(Tensor operand) {
    return weight.times(operand, null).apply(Product.Pointwise.IDENTITY);
  }

  private Tensor ofIntegers(Int8Rows x) {
    Tensor packed = weight.packed();
    Tensor product =
        weight.inIntegers()
            ? new OneDnn.Int8Product(x.integers(), packed, weight.scales()).get()
            : product(x.integers()).mul_(weight.scales());
    return product.mul_(x.scales());
  }

  /** Any number of rows, and with gradients where the format has them. */
  private Tensor dense(Tensor x) {
    if (dtype == Dtype.INT8) {
      requireNoGradient();
      Int8Rows rows = Int8Rows.of(x);
      Tensor product = torch.linear(rows.integers(), weight.dense().to(ScalarType.Float));
      return product.mul_(weight.scales()).mul_(rows.scales());
    }
    Tensor product = torch.linear(operand(x), weight.dense().to(dtype.operandType()));
    return product.to(ScalarType.Float);
  }

  private static void requireNoGradient() {
    if (GradMode.is_enabled()) {
      throw new IllegalStateException("rounding to 8-bit integers has no gradient");
    }
  }

  private Tensor operand(Tensor x) {
    return x.to(dtype.scalarType()).to(dtype.operandType());
  }

  private Tensor withBias(Tensor product) {
    return bias == null ? product : product.add(bias);
  }
}

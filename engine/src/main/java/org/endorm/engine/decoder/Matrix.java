package org.endorm.engine.decoder;

import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Int8Rows;
import org.endorm.engine.tensor.OneDnn;
import org.endorm.engine.tensor.Product;
import org.endorm.engine.tensor.RowSource;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.TileFormat;
import org.jspecify.annotations.Nullable;

/**
 * A weight of shape [out, in] in the two forms in which it is multiplied: dense, for gradients and
 * for what is no whole block of rows, and packed, for blocks of {@value Linear#BLOCK_ROWS} rows.
 *
 * <p>Each form is made when it is first asked for. The source is read again for each, so that a
 * packed weight is the only copy in memory. Where a product takes rows as they are read, nothing is
 * packed for the first {@value #PASSING_PRODUCTS}: a small job is over by then.
 */
final class Matrix implements AutoCloseable {
  /** Reading a weight costs about half of what multiplying a block by it does. */
  private static final int PASSING_PRODUCTS = 2;

  private final Source source;
  private final int out;
  private final int in;
  private final Dtype dtype;
  private final @Nullable TileFormat tiles;
  private int passed;
  private @Nullable Tensor dense;
  private @Nullable Tensor packed;
  private @Nullable Tensor scales;

  /**
   * Where a weight is read.
   *
   * @param whole in any floating type, contiguous, belonging to the innermost scope
   * @param rows the same row by row, where {@linkplain Dtype#tiles tiles} multiply it; else null
   * @param packed told when it has been read and packed, and is not needed for now
   */
  record Source(Supplier<Tensor> whole, @Nullable RowSource rows, Runnable packed) {}

  Matrix(Source source, int out, int in, Dtype dtype) {
    this.source = source;
    this.out = out;
    this.in = in;
    this.dtype = dtype;
    this.tiles = dtype.tiles().orElse(null);
  }

  /** How many outputs it has. */
  int out() {
    return out;
  }

  /** Whether tiles multiply it: any number of rows, whose operands they round. */
  boolean isTiled() {
    return tiles != null;
  }

  /** Whether products can do without the packed form. */
  boolean passes() {
    return source.rows() != null;
  }

  /**
   * The product with a block of rows, of a weight that is not {@link #inIntegers}.
   *
   * @param x shape [n, in], n ≤ {@value Linear#BLOCK_ROWS}: float32 where {@linkplain #isTiled
   *     tiles} multiply it, else of the operands' type
   * @param bias shape [out], of the same type, or null
   */
  Product times(Tensor x, @Nullable Tensor bias) {
    RowSource rows = source.rows();
    if (tiles == null) {
      return Product.of(x, packed(), out, bias);
    }
    return rows != null && passesNow()
        ? Product.tiled(tiles, x, rows, out, bias, Crew.current()::each)
        : Product.tiled(tiles, x, packed(), out, bias);
  }

  private synchronized boolean passesNow() {
    return packed == null && passed++ < PASSING_PRODUCTS;
  }

  /** As the source gives it; of {@link Dtype#INT8} the integers, in bytes. */
  synchronized Tensor dense() {
    if (dense == null) {
      dense =
          made(() -> dtype == Dtype.INT8 ? rounded().to(ScalarType.Char) : source.whole().get());
    }
    return dense;
  }

  /** For {@link OneDnn.Int8Product} if {@link #inIntegers}, else for {@link Product}. */
  synchronized Tensor packed() {
    if (packed == null) {
      packed = made(this::pack);
      source.packed().run();
    }
    return packed;
  }

  private Tensor pack() {
    if (tiles != null) {
      return Product.pack(tiles, rows(), out, in);
    }
    return inIntegers()
        ? OneDnn.packIntegers(rounded())
        : Product.pack(operand(), Linear.BLOCK_ROWS);
  }

  private RowSource rows() {
    RowSource rows = source.rows();
    return rows == null ? RowSource.of(source.whole().get().to(ScalarType.Float)) : rows;
  }

  /** Whether whole blocks are multiplied in 8-bit integers by oneDNN. */
  boolean inIntegers() {
    return tiles == null && dtype.operandType() == ScalarType.Char && OneDnn.int8IsExact();
  }

  /**
   * What the integers of each output are multiplied by, shape [out]; there with either form, unless
   * tiles multiply it.
   */
  synchronized Tensor scales() {
    return Objects.requireNonNull(scales);
  }

  private Tensor operand() {
    return dtype == Dtype.INT8
        ? rounded()
        : source.whole().get().to(dtype.scalarType()).to(dtype.operandType());
  }

  /** The integers, in float32. */
  private Tensor rounded() {
    Int8Rows rows = Int8Rows.of(source.whole().get().to(ScalarType.Float));
    if (scales == null) {
      scales = TensorScope.keep(rows.scales().view(-1));
    }
    return rows.integers();
  }

  private static Tensor made(Supplier<Tensor> making) {
    try (TensorScope scope = new TensorScope()) {
      return TensorScope.keep(making.get());
    }
  }

  /** Frees the packed form until it is asked for again. */
  synchronized void unpack() {
    if (packed != null) {
      packed.close();
      packed = null;
      passed = 0;
    }
  }

  @Override
  public synchronized void close() {
    unpack();
    if (dense != null) {
      dense.close();
      dense = null;
    }
    if (scales != null) {
      scales.close();
      scales = null;
    }
  }
}

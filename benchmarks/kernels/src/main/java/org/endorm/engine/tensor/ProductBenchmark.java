package org.endorm.engine.tensor;

import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * The products that a block of rows could go through, on one thread, with weights that no cache
 * holds: as many by turns as layers would have.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProductBenchmark extends NativeBenchmark {
  /** Bytes of weights beyond any cache. */
  private static final long COLD = 256 << 20;

  @Param({"64", "128"})
  public int rows;

  /**
   * Inner and outer width: of SmolLM2-135M's projections, of a tile of its head, and two that are
   * no whole panels.
   */
  @Param({"576x576", "576x1536", "1536x576", "576x3072", "896x128", "2048x2048"})
  public String shape;

  private int out;
  private int turn;
  private Tensor x;
  private Tensor narrowX;
  private Tensor[] weights;
  private Tensor[] tiled;
  private Tensor[] packed;
  private Tensor[] narrow;

  @Override
  protected void prepare() {
    String[] widths = shape.split("x");
    int in = Integer.parseInt(widths[0]);
    out = Integer.parseInt(widths[1]);
    x = torch.randn(rows, in);
    narrowX = x.to(ScalarType.BFloat16);
    int count = Math.toIntExact(COLD / Float.BYTES / in / out);
    weights = new Tensor[count];
    tiled = new Tensor[count];
    packed = new Tensor[count];
    narrow = new Tensor[count];
    for (int i = 0; i < count; i++) {
      weights[i] = torch.randn(out, in);
      tiled[i] = TiledProduct.pack(weights[i]);
      packed[i] = OneDnn.pack(weights[i], rows);
      narrow[i] = weights[i].to(ScalarType.BFloat16);
    }
  }

  private Tensor next(Tensor[] of) {
    turn = (turn + 1) % of.length;
    return of[turn];
  }

  @Benchmark
  public long libtorchFloat32() {
    try (TensorScope own = new TensorScope()) {
      return torch.linear(x, next(weights)).numel();
    }
  }

  @Benchmark
  public long oneDnnFloat32() {
    try (TensorScope own = new TensorScope()) {
      return new OneDnn.PackedProduct(x, next(packed), null).apply(Product.Pointwise.IDENTITY).numel();
    }
  }

  @Benchmark
  public long tiledFloat32() {
    try (TensorScope own = new TensorScope()) {
      Product product = new TiledProduct(x, new TiledProduct.Packed(next(tiled)), out, null);
      return product.apply(Product.Pointwise.IDENTITY).numel();
    }
  }

  @Benchmark
  public long libtorchBfloat16() {
    try (TensorScope own = new TensorScope()) {
      return torch.linear(narrowX, next(narrow)).numel();
    }
  }
}

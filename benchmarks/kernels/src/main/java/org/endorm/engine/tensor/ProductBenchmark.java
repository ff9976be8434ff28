package org.endorm.engine.tensor;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
  private Tensor[] narrow;
  private Tensor[] packed;
  private Tensor[] narrowPacked;
  private Tensor[] integers;
  private Tensor scales;
  private final Map<TileFormat, Tensor[]> panels = new EnumMap<>(TileFormat.class);

  @Override
  protected void prepare() {
    String[] widths = shape.split("x");
    int in = Integer.parseInt(widths[0]);
    out = Integer.parseInt(widths[1]);
    x = torch.randn(rows, in);
    narrowX = x.to(ScalarType.BFloat16);
    scales = torch.ones(out);
    int count = Math.toIntExact(COLD / Float.BYTES / in / out);
    weights = made(count, i -> torch.randn(out, in));
    narrow = made(count, i -> weights[i].to(ScalarType.BFloat16));
    packed = made(count, i -> OneDnn.pack(weights[i], rows));
    if (Processor.multipliesBfloat16()) {
      narrowPacked = made(count, i -> OneDnn.pack(narrow[i], rows));
    }
    if (Processor.multipliesInt8()) {
      integers = made(count, i -> OneDnn.packIntegers(Int8Rows.of(weights[i]).integers()));
    }
    for (TileFormat format : TileFormat.values()) {
      if (format.isPreferred()) {
        panels.put(
            format, made(count, i -> Product.pack(format, RowSource.of(weights[i]), out, in)));
      }
    }
  }

  private static Tensor[] made(int count, IntFunction<Tensor> making) {
    return IntStream.range(0, count).mapToObj(making).toArray(Tensor[]::new);
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
  public long libtorchBfloat16() {
    try (TensorScope own = new TensorScope()) {
      return torch.linear(narrowX, next(narrow)).numel();
    }
  }

  @Benchmark
  public long oneDnnFloat32() {
    return oneDnn(x, packed);
  }

  @Benchmark
  public long oneDnnBfloat16() {
    return oneDnn(narrowX, narrowPacked);
  }

  private long oneDnn(Tensor operand, Tensor[] of) {
    try (TensorScope own = new TensorScope()) {
      return new OneDnn.PackedProduct(operand, next(of), null)
          .apply(Product.Pointwise.IDENTITY)
          .numel();
    }
  }

  /** Rounding x included, as in tiles of the same. */
  @Benchmark
  public long oneDnnInt8() {
    try (TensorScope own = new TensorScope()) {
      Int8Rows operand = Int8Rows.of(x);
      return new OneDnn.Int8Product(operand.integers(), next(integers), scales)
          .get()
          .mul_(operand.scales())
          .numel();
    }
  }

  @Benchmark
  public long tiledFloat32() {
    return tiled(TileFormat.FLOAT32);
  }

  @Benchmark
  public long tiledBfloat16() {
    return tiled(TileFormat.BFLOAT16);
  }

  @Benchmark
  public long tiledInt8() {
    return tiled(TileFormat.INT8);
  }

  private long tiled(TileFormat format) {
    Tensor[] of = panels.get(format);
    if (of == null) {
      throw new IllegalStateException("no tiles of " + format + " on this processor");
    }
    try (TensorScope own = new TensorScope()) {
      Product product = Product.tiled(format, x, next(of), out, null);
      return product.apply(Product.Pointwise.IDENTITY).numel();
    }
  }
}

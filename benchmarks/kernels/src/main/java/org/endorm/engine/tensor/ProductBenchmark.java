package org.endorm.engine.tensor;

import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** The products that a block of rows could go through, on one thread. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProductBenchmark extends NativeBenchmark {
  @Param({"64", "128"})
  public int rows;

  /** Inner and outer width: of SmolLM2-135M's projections, and of a tile of its head. */
  @Param({"576x576", "576x1536", "1536x576", "576x4096"})
  public String shape;

  private Tensor x;
  private Tensor weight;
  private Tensor packed;
  private Tensor narrowX;
  private Tensor narrowWeight;

  @Override
  protected void prepare() {
    String[] widths = shape.split("x");
    int in = Integer.parseInt(widths[0]);
    x = torch.randn(rows, in);
    weight = torch.randn(Integer.parseInt(widths[1]), in);
    packed = OneDnn.pack(weight, rows);
    narrowX = x.to(ScalarType.BFloat16);
    narrowWeight = weight.to(ScalarType.BFloat16);
  }

  @Benchmark
  public long libtorchFloat32() {
    try (TensorScope own = new TensorScope()) {
      return torch.linear(x, weight).numel();
    }
  }

  @Benchmark
  public long packedFloat32() {
    try (TensorScope own = new TensorScope()) {
      return new OneDnn.Product(x, packed, null).of(OneDnn.Pointwise.IDENTITY).numel();
    }
  }

  @Benchmark
  public long libtorchBfloat16() {
    try (TensorScope own = new TensorScope()) {
      return torch.linear(narrowX, narrowWeight).numel();
    }
  }
}

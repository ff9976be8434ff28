import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.OneDnn;
import org.endorm.engine.tensor.TensorScope;

/**
 * The products that a block of 128 rows could go through, by turns, on one thread: libtorch's own
 * in float32 and bfloat16, and oneDNN's with a packed weight. Prints each as a share of the first.
 */
public final class Products {
  private static final int ROWS = 128;
  private static final int TURNS = 400;
  private static final int[][] SHAPES = {{576, 576}, {576, 1536}, {1536, 576}, {576, 4096}};

  private Products() {}

  public static void main(String[] args) {
    try (NoGradGuard guard = Libtorch.noGradient()) {
      for (int[] shape : SHAPES) {
        compare(shape[0], shape[1]);
      }
    }
  }

  private static void compare(int in, int out) {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = torch.randn(ROWS, in);
      Tensor w = torch.randn(out, in);
      Tensor narrowX = x.to(ScalarType.BFloat16);
      Tensor narrowW = w.to(ScalarType.BFloat16);
      Tensor packed = OneDnn.pack(w, ROWS);
      double[] seconds = new double[3];
      for (int turn = 0; turn < TURNS; turn++) {
        seconds[0] += taken(turn, () -> torch.linear(x, w));
        seconds[1] += taken(turn, () -> OneDnn.multiply(x, packed));
        seconds[2] += taken(turn, () -> torch.linear(narrowX, narrowW));
      }
      System.out.printf(
          "%d × %d by %d: oneDNN packed %.2f, libtorch in bfloat16 %.2f of libtorch in float32%n",
          ROWS, in, out, seconds[0] / seconds[1], seconds[0] / seconds[2]);
    }
  }

  /** The first turns warm up. */
  private static double taken(int turn, Supplier<Tensor> product) {
    try (TensorScope scope = new TensorScope()) {
      long start = System.nanoTime();
      product.get();
      return turn < TURNS / 4 ? 0 : (System.nanoTime() - start) / 1e9;
    }
  }
}

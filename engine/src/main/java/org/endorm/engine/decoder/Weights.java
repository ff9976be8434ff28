package org.endorm.engine.decoder;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.Dequantizer;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.MappedPointer;
import org.endorm.engine.tensor.TensorScope;

/**
 * The weights of one model as tensors: mapped where the file holds them in a type that can be
 * multiplied, else converted once.
 *
 * <p>Closing frees the converted ones; the mapped ones live as long as the checkpoint is open.
 */
public final class Weights implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final Dtype dtype;
  private final Map<WeightRef, Tensor> tensors = new HashMap<>();
  private final Map<Product, Matrix> products = new HashMap<>();

  /** A weight and the format of its products. */
  private record Product(WeightRef ref, Dtype dtype) {}

  public Weights(Checkpoint checkpoint, Dtype dtype) {
    this.checkpoint = checkpoint;
    this.dtype = dtype;
  }

  public Dtype dtype() {
    return dtype;
  }

  /**
   * A matrix in float32, bfloat16 or float16, as stored or as computed with.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  Tensor matrix(WeightRef ref, long... shape) {
    return tensors.computeIfAbsent(ref, r -> checked(r, load(r, false), shape));
  }

  /** A vector, always in float32. */
  Tensor vector(WeightRef ref, long... shape) {
    return tensors.computeIfAbsent(ref, r -> checked(r, load(r, true), shape));
  }

  /**
   * A matrix to multiply with, read when it is first used.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  Matrix product(WeightRef ref, long out, long in, Dtype dtype) {
    requireShape(ref, new WeightShape(checkpoint).of(ref), out, in);
    return products.computeIfAbsent(
        new Product(ref, dtype), p -> new Matrix(() -> resolve(ref, false).contiguous(), dtype));
  }

  private Tensor checked(WeightRef ref, Tensor tensor, long[] shape) {
    requireShape(ref, tensor.sizes().vec().get(), shape);
    return tensor;
  }

  private void requireShape(WeightRef ref, long[] actual, long... wanted) {
    if (!Arrays.equals(actual, wanted)) {
      String message =
          "gives "
              + Arrays.toString(actual)
              + " where the config asks for "
              + Arrays.toString(wanted);
      throw MalformedCheckpointException.inTensor(checkpoint.path(), ref.name(), message);
    }
  }

  private Tensor load(WeightRef ref, boolean exact) {
    Tensor result;
    try (TensorScope scope = new TensorScope()) {
      Tensor resolved = resolve(ref, exact).contiguous();
      result = TensorScope.keep(resolved);
    }
    return result;
  }

  private Tensor resolve(WeightRef ref, boolean exact) {
    return switch (ref) {
      case WeightRef.Stored stored -> stored(checkpoint.tensor(stored.name()), exact);
      case WeightRef.Rows rows -> rows(rows, resolve(rows.of(), exact));
      case WeightRef.Transposed transposed -> resolve(transposed.of(), exact).t();
      case WeightRef.HeadPart part -> headPart(part, resolve(part.of(), exact));
      case WeightRef.Unpaired unpaired -> unpaired(unpaired, resolve(unpaired.of(), exact));
      case WeightRef.Plus plus ->
          resolve(plus.of(), true).add(new org.bytedeco.pytorch.Scalar(plus.constant()));
      case WeightRef.Entry entry -> entry(entry, exact);
      case WeightRef.Stack stack -> stack(stack, exact);
      case WeightRef.Mxfp4 packed -> converted(mxfp4(packed), exact);
    };
  }

  private Tensor stored(StoredTensor tensor, boolean exact) {
    return converted(asStored(tensor), exact);
  }

  private Tensor converted(Tensor values, boolean exact) {
    if (exact) {
      return values.to(ScalarType.Float);
    }
    boolean narrow = values.element_size() == 2;
    return dtype == Dtype.BFLOAT16 || !narrow ? values.to(dtype.scalarType()) : values;
  }

  private static Tensor asStored(StoredTensor tensor) {
    if (tensor.isAligned()) {
      switch (tensor.type()) {
        case F32:
          return MappedPointer.tensor(tensor.data(), ScalarType.Float, tensor.shape());
        case BF16:
          return MappedPointer.tensor(tensor.data(), ScalarType.BFloat16, tensor.shape());
        case F16:
          return MappedPointer.tensor(tensor.data(), ScalarType.Half, tensor.shape());
        default:
          break;
      }
    }
    Tensor values = torch.empty(tensor.shape(), new TensorOptions(ScalarType.Float), null);
    Dequantizer.toFloat32(tensor, MappedPointer.floats(values));
    return values;
  }

  private Tensor rows(WeightRef.Rows rows, Tensor tensor) {
    require(rows, rows.from() + rows.count() <= tensor.size(0), tensor.size(0));
    return tensor.narrow(0, rows.from(), rows.count());
  }

  /** Only the entry of a stored stack is converted, not the stack. */
  private Tensor entry(WeightRef.Entry entry, boolean exact) {
    if (entry.of() instanceof WeightRef.Stored) {
      return stored(slice(entry), exact);
    }
    Tensor tensor = resolve(entry.of(), exact);
    require(entry, entry.index() < tensor.size(0), tensor.size(0));
    return tensor.select(0, entry.index());
  }

  /** A stored tensor, or an entry of one. */
  private StoredTensor slice(WeightRef ref) {
    if (ref instanceof WeightRef.Entry entry) {
      StoredTensor stack = checkpoint.tensor(entry.name());
      boolean fits = stack.rank() > 1 && entry.index() < stack.dimension(0);
      require(entry, fits, stack.rank() == 0 ? 0 : stack.dimension(0));
      return stack.entry(entry.index());
    }
    return checkpoint.tensor(ref.name());
  }

  private Tensor stack(WeightRef.Stack stack, boolean exact) {
    TensorVector entries = new TensorVector();
    stack.of().forEach(ref -> entries.push_back(resolve(ref, exact)));
    return torch.stack(entries, 0);
  }

  private Tensor mxfp4(WeightRef.Mxfp4 packed) {
    return new Mxfp4Blocks(slice(packed.blocks()), slice(packed.scales())).values();
  }

  private Tensor headPart(WeightRef.HeadPart part, Tensor tensor) {
    long groups = (long) part.heads() * part.parts();
    require(part, tensor.size(0) % groups == 0, tensor.size(0));
    long dim = tensor.size(0) / groups;
    long[] grouped = withRest(tensor, part.heads(), part.parts(), dim);
    return tensor
        .reshape(grouped)
        .narrow(1, part.part(), part.count())
        .reshape(withRest(tensor, part.heads() * part.count() * dim));
  }

  private Tensor unpaired(WeightRef.Unpaired unpaired, Tensor tensor) {
    require(unpaired, tensor.size(0) % (2L * unpaired.heads()) == 0, tensor.size(0));
    long half = tensor.size(0) / unpaired.heads() / 2;
    return tensor
        .reshape(withRest(tensor, unpaired.heads(), half, 2))
        .transpose(1, 2)
        .reshape(tensor.sizes().vec().get());
  }

  private static long[] withRest(Tensor tensor, long... leading) {
    long[] rest = Arrays.copyOfRange(tensor.sizes().vec().get(), 1, (int) tensor.dim());
    long[] shape = Arrays.copyOf(leading, leading.length + rest.length);
    System.arraycopy(rest, 0, shape, leading.length, rest.length);
    return shape;
  }

  private void require(WeightRef ref, boolean fits, long rows) {
    if (!fits) {
      String message = "has " + rows + " rows, which do not fit " + ref;
      throw MalformedCheckpointException.inTensor(checkpoint.path(), ref.name(), message);
    }
  }

  @Override
  public void close() {
    products.values().forEach(Matrix::close);
    products.clear();
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}

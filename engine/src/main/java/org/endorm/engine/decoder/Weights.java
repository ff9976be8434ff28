package org.endorm.engine.decoder;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.Dequantizer;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.MappedPages;
import org.endorm.engine.tensor.MappedPointer;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * The weights of one model as tensors: mapped where the file holds them in a type that can be
 * multiplied, else converted once.
 *
 * <p>Closing frees the converted ones; the mapped ones live as long as the checkpoint is open.
 */
public final class Weights implements AutoCloseable {
  /** Element types that libtorch can read where they lie. */
  private static final Map<ElementType, ScalarType> DENSE =
      Map.of(
          ElementType.F32, ScalarType.Float,
          ElementType.BF16, ScalarType.BFloat16,
          ElementType.F16, ScalarType.Half);

  private final Checkpoint checkpoint;
  private final Dtype dtype;
  private final Map<WeightRef, Tensor> tensors = new ConcurrentHashMap<>();
  private final Map<Product, Matrix> products = new LinkedHashMap<>();
  private final Residency residency;

  /** A weight and the format of its products. */
  private record Product(WeightRef ref, Dtype dtype) {}

  public Weights(Checkpoint checkpoint, Dtype dtype, Residency residency) {
    this.checkpoint = checkpoint;
    this.dtype = dtype;
    this.residency = residency;
  }

  public Dtype dtype() {
    return dtype;
  }

  /**
   * Some rows of a matrix in float32, exactly as stored; what is quantised is read row by row, so that
   * a table of embeddings takes no memory but its file's.
   *
   * @param indexes within the matrix
   */
  Tensor rows(WeightRef ref, int[] indexes) {
    if (ref instanceof WeightRef.Stored(String name) && !isDense(checkpoint.tensor(name))) {
      return dequantised(checkpoint.tensor(name), indexes);
    }
    Tensor table = tensors.computeIfAbsent(ref, r -> load(r, false));
    return table.index_select(0, Tensors.indexes(indexes)).to(ScalarType.Float);
  }

  private static Tensor dequantised(StoredTensor table, int[] indexes) {
    long[] shape = {indexes.length, table.columns()};
    Tensor rows = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    MemorySegment memory = MappedPointer.floats(rows);
    for (int i = 0; i < indexes.length; i++) {
      long offset = i * table.columns() * Float.BYTES;
      Dequantizer.rows(table, indexes[i], 1, memory.asSlice(offset));
    }
    return rows;
  }

  private static boolean isDense(StoredTensor tensor) {
    return tensor.isAligned() && DENSE.containsKey(tensor.type());
  }

  /** A vector, always in float32. */
  Tensor vector(WeightRef ref, long... shape) {
    return tensors.computeIfAbsent(ref, r -> checked(r, load(r, true), shape));
  }

  /**
   * Checks a matrix before any of its numbers is read.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  void requireMatrix(WeightRef ref, long rows, long columns) {
    requireShape(ref, new WeightShape(checkpoint).of(ref), rows, columns);
  }

  /**
   * A matrix to multiply with, read when it is first used.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  Matrix product(WeightRef ref, long out, long in, Dtype dtype) {
    requireMatrix(ref, out, in);
    return products.computeIfAbsent(
        new Product(ref, dtype),
        p -> new Matrix(() -> resolve(ref, false).contiguous(), () -> release(ref), dtype));
  }

  private void release(WeightRef ref) {
    MappedPages.release(checkpoint.tensor(ref.name()).data());
  }

  /** All matrices bound so far, in order. */
  List<Matrix> products() {
    return List.copyOf(products.values());
  }

  Residency residency() {
    return residency;
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
    if (isDense(tensor)) {
      return MappedPointer.tensor(tensor.data(), DENSE.get(tensor.type()), tensor.shape());
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

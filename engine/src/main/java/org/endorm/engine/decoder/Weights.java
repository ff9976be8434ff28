package org.endorm.engine.decoder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.MappedPages;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * The weights of one model as tensors: mapped where the file holds them in a type that can be
 * multiplied, else converted once.
 *
 * <p>Closing frees the converted ones; the mapped ones live as long as the checkpoint is open.
 */
public final class Weights implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final StoredWeights stored;
  private final WeightShape shapes;
  private final Dtype dtype;
  private final Map<WeightRef, Tensor> tensors = new ConcurrentHashMap<>();
  private final Map<Product, Matrix> products = new LinkedHashMap<>();
  private final Residency residency;

  /** A weight and the format of its products. */
  private record Product(WeightRef ref, Dtype dtype) {}

  public Weights(Checkpoint checkpoint, Dtype dtype, Residency residency) {
    this.checkpoint = checkpoint;
    this.stored = new StoredWeights(checkpoint);
    this.shapes = new WeightShape(checkpoint, stored);
    this.dtype = dtype;
    this.residency = residency;
  }

  public Dtype dtype() {
    return dtype;
  }

  /** The names of all tensors that were read, or bound to be read, so far. */
  public Set<String> read() {
    return stored.read();
  }

  /**
   * Some rows of a matrix in float32, exactly as stored; what is quantised is read row by row, so that
   * a table of embeddings takes no memory but its file's.
   *
   * @param indexes within the matrix
   */
  Tensor rows(WeightRef ref, int[] indexes) {
    if (ref instanceof WeightRef.Stored plain && !stored.isMapped(plain)) {
      return stored.rows(plain, indexes);
    }
    Tensor table = tensors.computeIfAbsent(ref, r -> load(r, false));
    return table.index_select(0, Tensors.indexes(indexes)).to(ScalarType.Float);
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
    requireShape(ref, shapes.of(ref), rows, columns);
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
      case WeightRef.Stored plain -> converted(stored.plain(plain), exact);
      case WeightRef.Scaled scaled -> converted(StoredWeights.dense(stored.scaled(scaled)), exact);
      case WeightRef.Gptq gptq -> converted(StoredWeights.dense(stored.gptq(gptq)), exact);
      case WeightRef.Awq awq -> converted(StoredWeights.dense(stored.awq(awq)), exact);
      case WeightRef.Mxfp4 packed -> converted(StoredWeights.dense(stored.mxfp4(packed)), exact);
      case WeightRef.Entry(WeightRef.Stored of, long index) ->
          converted(stored.entry(of.name(), index), exact);
      case WeightRef.Entry entry -> entry(entry, resolve(entry.of(), exact));
      case WeightRef.Rows rows -> rows(rows, resolve(rows.of(), exact));
      case WeightRef.Transposed transposed -> transposed(transposed, resolve(transposed.of(), exact));
      case WeightRef.HeadPart part -> headPart(part, resolve(part.of(), exact));
      case WeightRef.Unpaired unpaired -> unpaired(unpaired, resolve(unpaired.of(), exact));
      case WeightRef.Interleaved order -> interleaved(order, resolve(order.of(), exact));
      case WeightRef.LatentUp up ->
          latentUp(up, resolve(up.keys(), exact), resolve(up.values(), exact));
      case WeightRef.Plus plus -> resolve(plus.of(), true).add(new Scalar(plus.constant()));
      case WeightRef.Stack stack -> stack(stack, exact);
    };
  }

  private Tensor converted(Tensor values, boolean exact) {
    if (exact) {
      return values.to(ScalarType.Float);
    }
    boolean narrow = values.element_size() == 2;
    return dtype == Dtype.BFLOAT16 || !narrow ? values.to(dtype.scalarType()) : values;
  }

  private Tensor entry(WeightRef.Entry entry, Tensor tensor) {
    require(entry, tensor, tensor.dim() > 1 && entry.index() < tensor.size(0));
    return tensor.select(0, entry.index());
  }

  private Tensor rows(WeightRef.Rows rows, Tensor tensor) {
    boolean fits = tensor.dim() > 0 && rows.from() + rows.count() <= tensor.size(0);
    require(rows, tensor, fits);
    return tensor.narrow(0, rows.from(), rows.count());
  }

  private Tensor transposed(WeightRef.Transposed transposed, Tensor tensor) {
    require(transposed, tensor, tensor.dim() == 2);
    return tensor.t();
  }

  private Tensor headPart(WeightRef.HeadPart part, Tensor tensor) {
    requireMultiple(part, tensor, (long) part.heads() * part.parts());
    return RowOrder.headPart(part, tensor);
  }

  private Tensor unpaired(WeightRef.Unpaired unpaired, Tensor tensor) {
    requireMultiple(unpaired, tensor, 2L * unpaired.heads());
    return RowOrder.unpaired(unpaired, tensor);
  }

  private Tensor interleaved(WeightRef.Interleaved order, Tensor tensor) {
    requireMultiple(order, tensor, (long) order.groups() * (order.perGroup() + 2));
    return RowOrder.interleaved(order, tensor);
  }

  private Tensor latentUp(WeightRef.LatentUp up, Tensor keys, Tensor values) {
    boolean fits =
        keys.dim() == 3
            && values.dim() == 3
            && keys.size(0) == values.size(0)
            && keys.size(1) == values.size(2);
    require(up, keys, fits);
    return RowOrder.latentUp(keys, values);
  }

  private Tensor stack(WeightRef.Stack stack, boolean exact) {
    TensorVector entries = new TensorVector();
    stack.of().forEach(ref -> entries.push_back(resolve(ref, exact)));
    return torch.stack(entries, 0);
  }

  private void requireMultiple(WeightRef ref, Tensor tensor, long groups) {
    require(ref, tensor, tensor.dim() > 0 && tensor.size(0) % groups == 0);
  }

  private void require(WeightRef ref, Tensor tensor, boolean fits) {
    if (!fits) {
      String shape = Arrays.toString(tensor.sizes().vec().get());
      String message = "of shape " + shape + " does not fit " + ref;
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

package org.endorm.engine.decoder;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.TensorScope;

/**
 * The weights of one model as tensors: mapped where the file holds them in a type that can be
 * multiplied, else converted once.
 *
 * <p>Closing frees the converted ones; the mapped ones live as long as the checkpoint is open.
 */
public final class Weights implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final StoredWeights stored;
  private final Dtype dtype;
  private final Map<WeightRef, Tensor> tensors = new HashMap<>();

  public Weights(Checkpoint checkpoint, Dtype dtype) {
    this.checkpoint = checkpoint;
    this.stored = new StoredWeights(checkpoint);
    this.dtype = dtype;
  }

  public Dtype dtype() {
    return dtype;
  }

  /** The names of all tensors that were read so far. */
  public Set<String> read() {
    return stored.read();
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

  private Tensor checked(WeightRef ref, Tensor tensor, long[] shape) {
    long[] actual = tensor.sizes().vec().get();
    if (!Arrays.equals(actual, shape)) {
      String message =
          "gives " + Arrays.toString(actual) + " where the config asks for " + Arrays.toString(shape);
      throw MalformedCheckpointException.inTensor(checkpoint.path(), ref.name(), message);
    }
    return tensor;
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
      case WeightRef.Scaled scaled -> converted(stored.scaled(scaled), exact);
      case WeightRef.Gptq gptq -> converted(stored.gptq(gptq), exact);
      case WeightRef.Awq awq -> converted(stored.awq(awq), exact);
      case WeightRef.Mxfp4 packed -> converted(stored.mxfp4(packed), exact);
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
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}

package org.endorm.engine.decoder;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rearrangements of the rows of a weight; its other dimensions stay, views where that is possible.
 */
final class RowOrder {
  private RowOrder() {}

  /** See {@link WeightRef.HeadPart}. */
  static Tensor headPart(WeightRef.HeadPart part, Tensor tensor) {
    long dim = tensor.size(0) / part.heads() / part.parts();
    return grouped(tensor, part.heads(), part.parts(), dim)
        .narrow(1, part.part(), part.count())
        .reshape(withRest(tensor, part.heads() * part.count() * dim));
  }

  /** See {@link WeightRef.Unpaired}. */
  static Tensor unpaired(WeightRef.Unpaired unpaired, Tensor tensor) {
    long half = tensor.size(0) / unpaired.heads() / 2;
    return grouped(tensor, unpaired.heads(), half, 2)
        .transpose(1, 2)
        .reshape(tensor.sizes().vec().get());
  }

  /** See {@link WeightRef.Interleaved}. */
  static Tensor interleaved(WeightRef.Interleaved order, Tensor tensor) {
    int groups = order.groups();
    long dim = tensor.size(0) / groups / (order.perGroup() + 2);
    long queries = groups * order.perGroup() * dim;
    long keys = groups * dim;
    TensorVector parts =
        new TensorVector(
            grouped(tensor.narrow(0, 0, queries), groups, order.perGroup(), dim),
            grouped(tensor.narrow(0, queries, keys), groups, 1, dim),
            grouped(tensor.narrow(0, queries + keys, keys), groups, 1, dim));
    return torch.cat(parts, 1).reshape(tensor.sizes().vec().get());
  }

  /** See {@link WeightRef.LatentUp}. */
  static Tensor latentUp(Tensor keys, Tensor values) {
    Tensor byHead = torch.cat(new TensorVector(keys.transpose(1, 2), values), 1);
    return byHead.reshape(byHead.size(0) * byHead.size(1), byHead.size(2));
  }

  private static Tensor grouped(Tensor tensor, long... leading) {
    return tensor.reshape(withRest(tensor, leading));
  }

  private static long[] withRest(Tensor tensor, long... leading) {
    long[] rest = Arrays.copyOfRange(tensor.sizes().vec().get(), 1, (int) tensor.dim());
    long[] shape = Arrays.copyOf(leading, leading.length + rest.length);
    System.arraycopy(rest, 0, shape, leading.length, rest.length);
    return shape;
  }
}

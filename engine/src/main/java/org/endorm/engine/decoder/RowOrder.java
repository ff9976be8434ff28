package org.endorm.engine.decoder;

import java.util.function.LongUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Which row of a stored weight each row of a {@link WeightRef.Reordered} one is. */
final class RowOrder {
  private RowOrder() {}

  /**
   * @param stored how many rows are stored
   */
  static LongUnaryOperator of(WeightRef.Reordered ref, long stored) {
    return switch (ref) {
      case WeightRef.HeadPart part -> headPart(part, stored);
      case WeightRef.Unpaired unpaired -> unpaired(unpaired, stored);
      case WeightRef.Interleaved order -> interleaved(order, stored);
    };
  }

  private static LongUnaryOperator headPart(WeightRef.HeadPart part, long stored) {
    long dim = stored / part.heads() / part.parts();
    long wanted = part.count() * dim;
    return row -> row / wanted * part.parts() * dim + part.part() * dim + row % wanted;
  }

  private static LongUnaryOperator unpaired(WeightRef.Unpaired unpaired, long stored) {
    long dim = stored / unpaired.heads();
    long half = dim / 2;
    return row -> {
      long place = row % dim;
      return row - place + (place < half ? 2 * place : 2 * (place - half) + 1);
    };
  }

  private static LongUnaryOperator interleaved(WeightRef.Interleaved order, long stored) {
    long perGroup = order.perGroup();
    long dim = stored / order.groups() / (perGroup + 2);
    long queries = order.groups() * perGroup * dim;
    long keys = order.groups() * dim;
    return row -> {
      long group = row / ((perGroup + 2) * dim);
      long place = row % ((perGroup + 2) * dim);
      long within = place % dim;
      if (place < perGroup * dim) {
        return group * perGroup * dim + place;
      }
      return queries + (place < (perGroup + 1) * dim ? 0 : keys) + group * dim + within;
    };
  }

  /** See {@link WeightRef.LatentUp}. */
  static Tensor latentUp(Tensor keys, Tensor values) {
    Tensor byHead = torch.cat(new TensorVector(keys.transpose(1, 2), values), 1);
    return byHead.reshape(byHead.size(0) * byHead.size(1), byHead.size(2));
  }
}

package org.endorm.engine.decoder;

import java.util.Arrays;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;

/**
 * The shape of a weight before any of its numbers is read, so that a checkpoint that does not fit
 * its config is refused when it is opened.
 */
final class WeightShape {
  private final Checkpoint checkpoint;
  private final StoredWeights stored;

  WeightShape(Checkpoint checkpoint, StoredWeights stored) {
    this.checkpoint = checkpoint;
    this.stored = stored;
  }

  /**
   * @throws MalformedCheckpointException if the stored tensor is missing or can't be cut as asked
   */
  long[] of(WeightRef ref) {
    return switch (ref) {
      case WeightRef.Stored plain -> checkpoint.tensor(plain.name()).shape();
      case WeightRef.Composed composed -> stored.weight(composed).shape();
      case WeightRef.Rows rows -> rows(rows);
      case WeightRef.Transposed transposed -> reversed(matrix(ref, of(transposed.of())));
      case WeightRef.HeadPart part -> headPart(part);
      case WeightRef.Unpaired unpaired -> unpaired(unpaired);
      case WeightRef.Interleaved order -> interleaved(order);
      case WeightRef.LatentUp up -> latentUp(up);
      case WeightRef.Plus plus -> of(plus.of());
      case WeightRef.Entry entry -> entry(entry);
      case WeightRef.Stack stack -> stack(stack);
    };
  }

  private long[] rows(WeightRef.Rows rows) {
    long[] shape = of(rows.of());
    require(rows, shape, shape.length > 0 && rows.from() + rows.count() <= shape[0]);
    return withFirst(shape, rows.count());
  }

  private long[] matrix(WeightRef ref, long[] shape) {
    require(ref, shape, shape.length == 2);
    return shape;
  }

  private static long[] reversed(long[] shape) {
    return new long[] {shape[1], shape[0]};
  }

  private long[] headPart(WeightRef.HeadPart part) {
    long[] shape = of(part.of());
    long groups = (long) part.heads() * part.parts();
    require(part, shape, shape.length > 0 && shape[0] % groups == 0);
    return withFirst(shape, shape[0] / groups * part.heads() * part.count());
  }

  private long[] unpaired(WeightRef.Unpaired unpaired) {
    long[] shape = of(unpaired.of());
    require(unpaired, shape, shape.length > 0 && shape[0] % (2L * unpaired.heads()) == 0);
    return shape;
  }

  private long[] entry(WeightRef.Entry entry) {
    long[] shape = of(entry.of());
    require(entry, shape, shape.length > 0 && entry.index() < shape[0]);
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  private long[] stack(WeightRef.Stack stack) {
    long[] first = of(stack.of().getFirst());
    for (WeightRef other : stack.of()) {
      long[] shape = of(other);
      require(other, shape, Arrays.equals(shape, first));
    }
    long[] shape = new long[first.length + 1];
    shape[0] = stack.of().size();
    System.arraycopy(first, 0, shape, 1, first.length);
    return shape;
  }

  private long[] interleaved(WeightRef.Interleaved order) {
    long[] shape = of(order.of());
    long groups = order.groups() * (order.perGroup() + 2L);
    require(order, shape, shape.length > 0 && shape[0] % groups == 0);
    return shape;
  }

  private long[] latentUp(WeightRef.LatentUp up) {
    long[] keys = of(up.keys());
    long[] values = of(up.values());
    require(up, keys, keys.length == 3);
    require(up, values, values.length == 3 && values[0] == keys[0] && values[2] == keys[1]);
    return new long[] {keys[0] * (keys[2] + values[1]), keys[1]};
  }

  private static long[] withFirst(long[] shape, long first) {
    long[] changed = shape.clone();
    changed[0] = first;
    return changed;
  }

  private void require(WeightRef ref, long[] shape, boolean fits) {
    if (!fits) {
      String message = "has shape " + Arrays.toString(shape) + ", which does not fit " + ref;
      throw MalformedCheckpointException.inTensor(checkpoint.path(), ref.name(), message);
    }
  }
}

package org.endorm.engine.decoder;

import java.util.Arrays;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;

/**
 * The shape of a weight before any of its numbers is read, so that a checkpoint that does not fit its
 * config is refused when it is opened.
 */
final class WeightShape {
  private final Checkpoint checkpoint;

  WeightShape(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * @throws MalformedCheckpointException if the stored tensor is missing or can't be cut as asked
   */
  long[] of(WeightRef ref) {
    return switch (ref) {
      case WeightRef.Stored stored -> checkpoint.tensor(stored.name()).shape();
      case WeightRef.Rows rows -> rows(rows);
      case WeightRef.Transposed transposed -> reversed(matrix(ref, of(transposed.of())));
      case WeightRef.HeadPart part -> headPart(part);
      case WeightRef.Unpaired unpaired -> unpaired(unpaired);
      case WeightRef.Plus plus -> of(plus.of());
      case WeightRef.Entry entry -> entry(entry);
      case WeightRef.Stack stack -> stack(stack);
      case WeightRef.Mxfp4 packed -> mxfp4(packed);
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

  private long[] mxfp4(WeightRef.Mxfp4 packed) {
    long[] blocks = of(packed.blocks());
    require(packed, blocks, blocks.length == 3);
    return new long[] {blocks[0], blocks[1] * blocks[2] * 2};
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

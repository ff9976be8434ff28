package org.endorm.engine.decoder;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.AwqWeight;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.DenseWeight;
import org.endorm.engine.checkpoint.Dequantizer;
import org.endorm.engine.checkpoint.ElementType;
import org.endorm.engine.checkpoint.GptqWeight;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.checkpoint.Mxfp4Weight;
import org.endorm.engine.checkpoint.ScaledWeight;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.tensor.MappedPointer;

/**
 * What lies in a checkpoint as tensors: mapped in float32, bfloat16 and float16, else in float32;
 * several stored tensors that make up one weight count as one.
 */
final class StoredWeights {
  /** Element types that libtorch can read where they lie. */
  private static final Map<ElementType, ScalarType> DENSE =
      Map.of(
          ElementType.F32, ScalarType.Float,
          ElementType.BF16, ScalarType.BFloat16,
          ElementType.F16, ScalarType.Half);

  private final Checkpoint checkpoint;

  StoredWeights(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  Tensor plain(String name) {
    return asStored(checkpoint.tensor(name));
  }

  boolean isDense(String name) {
    return isDense(checkpoint.tensor(name));
  }

  /** Some rows, read one by one. */
  Tensor rows(String name, int[] indexes) {
    StoredTensor table = checkpoint.tensor(name);
    Tensor rows = empty(indexes.length, table.columns());
    MemorySegment memory = MappedPointer.floats(rows);
    for (int i = 0; i < indexes.length; i++) {
      long offset = i * table.columns() * Float.BYTES;
      Dequantizer.rows(table, indexes[i], 1, memory.asSlice(offset));
    }
    return rows;
  }

  DenseWeight weight(WeightRef.Stored ref) {
    return DenseWeight.of(checkpoint.tensor(ref.name()));
  }

  /** An entry of a stored stack. */
  DenseWeight weight(WeightRef.Stored stack, long index) {
    return DenseWeight.of(storedEntry(stack.name(), index));
  }

  /** Only these entries of the first dimension are converted. */
  Tensor range(String name, long from, long count) {
    DenseWeight weight = DenseWeight.of(checkpoint.tensor(name));
    long[] shape = weight.shape();
    long each = rows(shape) / shape[0];
    shape[0] = count;
    Tensor values = empty(shape);
    weight.rows(from * each, count * each, MappedPointer.floats(values));
    return values;
  }

  /** Only the entry of a stored stack is converted, not the stack. */
  Tensor entry(String name, long index) {
    return asStored(storedEntry(name, index));
  }

  Tensor composed(WeightRef.Composed ref) {
    return dense(weight(ref));
  }

  /**
   * A weight of several tensors, of which no number is read yet.
   *
   * @throws MalformedCheckpointException if they are missing or don't fit together
   */
  DenseWeight weight(WeightRef.Composed ref) {
    return switch (ref) {
      case WeightRef.Scaled scaled -> scaled(scaled);
      case WeightRef.Mxfp4 packed -> new Mxfp4Weight(part(packed.blocks()), part(packed.scales()));
      case WeightRef.Gptq gptq -> gptq(gptq);
      case WeightRef.Awq awq ->
          new AwqWeight(
              checkpoint.tensor(awq.name()),
              checkpoint.tensor(awq.layer() + WeightRef.ZEROS),
              checkpoint.tensor(awq.layer() + WeightRef.SCALES));
    };
  }

  private DenseWeight scaled(WeightRef.Scaled ref) {
    StoredTensor weight = checkpoint.tensor(ref.name());
    StoredTensor scales = checkpoint.tensor(ref.scales());
    WeightRef.Scaled.Block block = ref.block();
    if (block != null) {
      return ScaledWeight.ofBlocks(weight, scales, block.rows(), block.columns());
    }
    return scales.elements() == 1
        ? ScaledWeight.ofTensor(weight, scales)
        : ScaledWeight.ofRows(weight, scales);
  }

  private DenseWeight gptq(WeightRef.Gptq ref) {
    return new GptqWeight(
        checkpoint.tensor(ref.name()),
        checkpoint.tensor(ref.layer() + WeightRef.ZEROS),
        checkpoint.tensor(ref.layer() + WeightRef.SCALES),
        ref.ordered() ? null : checkpoint.tensor(ref.layer() + WeightRef.GROUPS),
        ref.zeros());
  }

  /** A stored tensor, or an entry of one. */
  private StoredTensor part(WeightRef ref) {
    return ref instanceof WeightRef.Entry entry
        ? storedEntry(entry.name(), entry.index())
        : checkpoint.tensor(ref.name());
  }

  private StoredTensor storedEntry(String name, long index) {
    StoredTensor stack = checkpoint.tensor(name);
    if (stack.rank() < 2 || index >= stack.dimension(0)) {
      throw MalformedCheckpointException.inTensor(
          stack.file(), name, "has no entry " + index + ", it is " + stack);
    }
    return stack.entry(index);
  }

  private static Tensor asStored(StoredTensor tensor) {
    return isDense(tensor)
        ? MappedPointer.tensor(tensor.data(), DENSE.get(tensor.type()), tensor.shape())
        : dense(DenseWeight.of(tensor));
  }

  private static boolean isDense(StoredTensor tensor) {
    return tensor.isAligned() && DENSE.containsKey(tensor.type());
  }

  private static Tensor dense(DenseWeight weight) {
    long[] shape = weight.shape();
    Tensor values = empty(shape);
    weight.rows(0, rows(shape), MappedPointer.floats(values));
    return values;
  }

  private static Tensor empty(long... shape) {
    return torch.empty(shape, new TensorOptions(ScalarType.Float), null);
  }

  private static long rows(long[] shape) {
    long rows = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      rows *= shape[i];
    }
    return rows;
  }
}

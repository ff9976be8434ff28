package org.endorm.engine.decoder;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Map<ElementType, ScalarType> MAPPED =
      Map.of(
          ElementType.F32, ScalarType.Float,
          ElementType.BF16, ScalarType.BFloat16,
          ElementType.F16, ScalarType.Half);

  private final Checkpoint checkpoint;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  StoredWeights(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** The names of all tensors that were read so far. */
  Set<String> read() {
    return Set.copyOf(read);
  }

  Tensor plain(WeightRef.Stored ref) {
    return asStored(take(ref.name()));
  }

  /** Only the entry of a stored stack is converted, not the stack. */
  Tensor entry(String name, long index) {
    return asStored(takeEntry(name, index));
  }

  /** The shape of what lies there, of which no number is read. */
  long[] shape(WeightRef.Stored ref) {
    return take(ref.name()).shape();
  }

  long[] entryShape(String name, long index) {
    return takeEntry(name, index).shape();
  }

  boolean isMapped(WeightRef.Stored ref) {
    return isMapped(take(ref.name()));
  }

  private static boolean isMapped(StoredTensor tensor) {
    return tensor.isAligned() && MAPPED.containsKey(tensor.type());
  }

  /** Some rows, in float32. */
  Tensor rows(WeightRef.Stored ref, int[] indexes) {
    StoredTensor table = take(ref.name());
    long[] shape = {indexes.length, table.columns()};
    Tensor rows = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    MemorySegment memory = MappedPointer.floats(rows);
    for (int i = 0; i < indexes.length; i++) {
      long offset = i * table.columns() * Float.BYTES;
      Dequantizer.rows(table, indexes[i], 1, memory.asSlice(offset));
    }
    return rows;
  }

  DenseWeight scaled(WeightRef.Scaled ref) {
    StoredTensor weight = take(ref.name());
    StoredTensor scales = take(ref.scales());
    WeightRef.Scaled.Block block = ref.block();
    if (block != null) {
      return ScaledWeight.ofBlocks(weight, scales, block.rows(), block.columns());
    }
    return scales.elements() == 1
        ? ScaledWeight.ofTensor(weight, scales)
        : ScaledWeight.ofRows(weight, scales);
  }

  DenseWeight gptq(WeightRef.Gptq ref) {
    String groups = ref.layer() + ".g_idx";
    return new GptqWeight(
        take(ref.name()),
        take(ref.layer() + ".qzeros"),
        take(ref.layer() + ".scales"),
        checkpoint.contains(groups) ? take(groups) : null,
        ref.zeros());
  }

  DenseWeight awq(WeightRef.Awq ref) {
    return new AwqWeight(
        take(ref.name()), take(ref.layer() + ".qzeros"), take(ref.layer() + ".scales"));
  }

  DenseWeight mxfp4(WeightRef.Mxfp4 ref) {
    return new Mxfp4Weight(part(ref.blocks()), part(ref.scales()));
  }

  /** A stored tensor, or an entry of one. */
  private StoredTensor part(WeightRef ref) {
    return ref instanceof WeightRef.Entry entry
        ? takeEntry(entry.name(), entry.index())
        : take(ref.name());
  }

  private StoredTensor take(String name) {
    read.add(name);
    return checkpoint.tensor(name);
  }

  private StoredTensor takeEntry(String name, long index) {
    StoredTensor stack = take(name);
    if (stack.rank() < 2 || index >= stack.dimension(0)) {
      throw MalformedCheckpointException.inTensor(
          stack.file(), name, "has no entry " + index + ", it is " + stack);
    }
    return stack.entry(index);
  }

  private static Tensor asStored(StoredTensor tensor) {
    if (isMapped(tensor)) {
      return MappedPointer.tensor(tensor.data(), MAPPED.get(tensor.type()), tensor.shape());
    }
    return dense(DenseWeight.of(tensor));
  }

  static Tensor dense(DenseWeight weight) {
    long[] shape = weight.shape();
    Tensor values = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    weight.rows(0, rows(shape), MappedPointer.floats(values));
    return values;
  }

  private static long rows(long[] shape) {
    long rows = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      rows *= shape[i];
    }
    return rows;
  }
}

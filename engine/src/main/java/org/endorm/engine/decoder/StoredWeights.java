package org.endorm.engine.decoder;

import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.AwqWeight;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.DenseWeight;
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
  private final Checkpoint checkpoint;
  private final Set<String> read = new HashSet<>();

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

  Tensor scaled(WeightRef.Scaled ref) {
    StoredTensor weight = take(ref.name());
    StoredTensor scales = take(ref.scales());
    WeightRef.Scaled.Block block = ref.block();
    if (block != null) {
      return dense(ScaledWeight.ofBlocks(weight, scales, block.rows(), block.columns()));
    }
    return dense(
        scales.elements() == 1
            ? ScaledWeight.ofTensor(weight, scales)
            : ScaledWeight.ofRows(weight, scales));
  }

  Tensor gptq(WeightRef.Gptq ref) {
    String groups = ref.layer() + ".g_idx";
    return dense(
        new GptqWeight(
            take(ref.name()),
            take(ref.layer() + ".qzeros"),
            take(ref.layer() + ".scales"),
            checkpoint.contains(groups) ? take(groups) : null,
            ref.zeros()));
  }

  Tensor awq(WeightRef.Awq ref) {
    return dense(
        new AwqWeight(
            take(ref.name()), take(ref.layer() + ".qzeros"), take(ref.layer() + ".scales")));
  }

  Tensor mxfp4(WeightRef.Mxfp4 ref) {
    return dense(new Mxfp4Weight(part(ref.blocks()), part(ref.scales())));
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
    return dense(DenseWeight.of(tensor));
  }

  private static Tensor dense(DenseWeight weight) {
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

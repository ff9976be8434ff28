package org.endorm.engine.tensor;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Memory owned by Java as a libtorch tensor, without a copy; whoever owns the segment keeps it open
 * as long as the tensor is used.
 */
public final class MappedPointer extends Pointer {
  private MappedPointer(MemorySegment segment) {
    super((Pointer) null);
    this.address = segment.address();
    this.limit = segment.byteSize();
    this.capacity = segment.byteSize();
  }

  /** A tensor over the bytes of a native segment. */
  public static Tensor tensor(MemorySegment segment, ScalarType type, long... shape) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("a tensor needs native memory");
    }
    return torch.from_blob(new MappedPointer(segment), shape, new TensorOptions(type));
  }

  /** The memory of a contiguous float32 tensor; valid while the tensor lives. */
  public static MemorySegment floats(Tensor tensor) {
    return MemorySegment.ofAddress(tensor.data_ptr_float().address())
        .reinterpret(tensor.numel() * Float.BYTES);
  }
}

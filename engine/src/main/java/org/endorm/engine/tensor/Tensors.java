package org.endorm.engine.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Java arrays as tensors and back, always a copy; and what a tensor's memory is. */
public final class Tensors {
  private Tensors() {}

  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    new FloatPointer(tensor.data_ptr_float()).put(values, 0, values.length);
    return tensor;
  }

  /** x becomes cap·tanh(x/cap), in place. */
  public static void softcap(Tensor x, double cap) {
    Scalar number = new Scalar(cap);
    x.div_(number).tanh_().mul_(number);
  }

  /** Contiguous, and as wide as float32; an address tells neither. */
  static boolean isContiguousFloat32(Tensor tensor) {
    return tensor.is_contiguous() && tensor.element_size() == Float.BYTES;
  }

  /** Where the first element lies; whoever reads by it keeps the tensor until then. */
  static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /** Bytes of so many float32 numbers. */
  public static long bytes(long numbers) {
    return numbers * Float.BYTES;
  }

  /** Indexes for {@code index_select}: shape [n], int64. */
  public static Tensor indexes(int[] values) {
    Tensor tensor =
        torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Long), null);
    LongPointer data = new LongPointer(tensor.data_ptr_long());
    for (int i = 0; i < values.length; i++) {
      data.put(i, values[i]);
    }
    return tensor;
  }

  /** The elements of a float32 tensor in row-major order. */
  public static float[] floats(Tensor tensor) {
    Tensor contiguous = tensor.contiguous();
    float[] values = new float[Math.toIntExact(contiguous.numel())];
    new FloatPointer(contiguous.data_ptr_float()).get(values, 0, values.length);
    return values;
  }
}

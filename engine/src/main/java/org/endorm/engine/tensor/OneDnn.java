package org.endorm.engine.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/**
 * oneDNN's matrix product with a weight laid out beforehand, which libtorch registers as operators
 * but does not show in its Java API.
 *
 * <p>What kernel runs and in which order it sums is decided by the shapes and the number of threads
 * alone, and every row of a product is summed alike, wherever it stands: seen and tested, where
 * OpenBLAS treats the halves of twelve rows differently on some processors.
 */
public final class OneDnn {
  private static final IValue NO_BIAS = kept(new IValue());
  private static final IValue NO_POST_OP = kept(new IValue(new BytePointer("none")));
  private static final IValue NO_ALGORITHM = kept(new IValue(new BytePointer("")));
  private static final OperatorHandle PACK = operator("mkldnn::_reorder_linear_weight");
  private static final OperatorHandle LINEAR = operator("mkldnn::_linear_pointwise");
  private static final IValue NO_SCALARS = kept(new IValue(scalars()));

  private OneDnn() {}

  /**
   * Lays out a weight for products with a fixed number of rows.
   *
   * @param weight shape [out, in], float32 or bfloat16, contiguous
   * @param rows rows of every product it will be used in
   * @return a tensor that only {@link #multiply} understands
   */
  public static Tensor pack(Tensor weight, long rows) {
    return TensorScope.tidy(() -> call(PACK, new IValue(weight), new IValue(rows)));
  }

  /**
   * The product x·Wᵀ.
   *
   * @param x shape [rows, in], contiguous, of the weight's type
   * @param packed what {@link #pack} gave for this number of rows
   * @return shape [rows, out], of the same type
   */
  public static Tensor multiply(Tensor x, Tensor packed) {
    return TensorScope.tidy(
        () ->
            call(
                LINEAR,
                new IValue(x),
                new IValue(packed),
                NO_BIAS,
                NO_POST_OP,
                NO_SCALARS,
                NO_ALGORITHM));
  }

  private static Tensor call(OperatorHandle operator, IValue... arguments) {
    IValueVector stack = new IValueVector();
    for (IValue argument : arguments) {
      stack.push_back(argument);
    }
    operator.callBoxed(stack);
    // toTensor() refers into the stack: only a copy outlives it.
    return new Tensor(stack.get(0).toTensor());
  }

  private static OperatorHandle operator(String name) {
    return kept(Dispatcher.singleton().findSchemaOrThrow(name, ""));
  }

  /** An empty list of the element type that the operator's schema asks for. */
  private static GenericList scalars() {
    return new GenericList(
        LINEAR.schema().arguments().getPointer(4).real_type().get().containedType(0));
  }

  private static <P extends Pointer> P kept(P pointer) {
    return pointer.retainReference();
  }
}

package org.endorm.engine.tensor;

import java.util.function.BinaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's matrix product with a weight laid out beforehand, which libtorch registers as operators
 * but does not show in its Java API.
 *
 * <p>What kernel runs and in which order it sums is decided by the shapes and the number of threads
 * alone, and every row of a product is summed alike, wherever it stands: seen and tested, where
 * OpenBLAS treats the halves of twelve rows differently on some processors.
 */
public final class OneDnn {
  private static final IValue NONE = kept(new IValue());
  private static final OperatorHandle PACK = operator("mkldnn::_reorder_linear_weight", "");
  private static final OperatorHandle LINEAR = operator("mkldnn::_linear_pointwise", "");
  private static final OperatorHandle LINEAR_WITH = operator("mkldnn::_linear_pointwise", "binary");
  private static final IValue NO_SCALARS = kept(new IValue(scalars()));

  private OneDnn() {}

  /**
   * Lays out a weight for products with a fixed number of rows.
   *
   * @param weight shape [out, in], float32 or bfloat16, contiguous
   * @param rows rows of every product it will be used in
   * @return a tensor that only {@link Product} understands
   */
  public static Tensor pack(Tensor weight, long rows) {
    return TensorScope.tidy(() -> call(PACK, new IValue(weight), new IValue(rows)));
  }

  /** A function of one number, computed where the product is written. */
  public enum Pointwise {
    IDENTITY("none", ""),
    SILU("swish", ""),
    GELU("gelu", "none"),
    GELU_TANH("gelu", "tanh"),
    RELU("relu", "");

    private final String name;
    private final String algorithm;

    Pointwise(String name, String algorithm) {
      this.name = name;
      this.algorithm = algorithm;
    }
  }

  /** How a product meets another matrix of its shape, computed where it is written. */
  public enum Join {
    PLUS("add", Tensor::add),
    TIMES("mul", Tensor::mul);

    private final String name;
    private final BinaryOperator<Tensor> after;

    Join(String name, BinaryOperator<Tensor> after) {
      this.name = name;
      this.after = after;
    }

    /** The same of a product that is computed already. */
    public Tensor apply(Tensor product, Tensor other) {
      return after.apply(product, other);
    }
  }

  /**
   * The product x·Wᵀ + b, computed when it is told what becomes of it.
   *
   * @param x shape [rows, in], contiguous, of the weight's type
   * @param packed what {@link #pack} gave for this number of rows
   * @param bias shape [out], of the same type, or null
   */
  public record Product(Tensor x, Tensor packed, @Nullable Tensor bias) {
    /** Its function, shape [rows, out], of x's type. */
    public Tensor of(Pointwise function) {
      return TensorScope.tidy(
          () ->
              call(
                  LINEAR,
                  new IValue(x),
                  new IValue(packed),
                  optional(bias),
                  text(function.name),
                  NO_SCALARS,
                  text(function.algorithm)));
    }

    /**
     * It and another matrix joined, shape [rows, out], of x's type.
     *
     * @param other of the same shape and type, contiguous
     */
    public Tensor with(Join join, Tensor other) {
      return TensorScope.tidy(
          () ->
              call(
                  LINEAR_WITH,
                  new IValue(x),
                  new IValue(other),
                  new IValue(packed),
                  optional(bias),
                  text(join.name)));
    }
  }

  private static IValue text(String text) {
    return new IValue(new BytePointer(text));
  }

  private static IValue optional(@Nullable Tensor tensor) {
    return tensor == null ? NONE : new IValue(tensor);
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

  private static OperatorHandle operator(String name, String overload) {
    return kept(Dispatcher.singleton().findSchemaOrThrow(name, overload));
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

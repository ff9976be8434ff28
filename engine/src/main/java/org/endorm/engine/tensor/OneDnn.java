package org.endorm.engine.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
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
  private static final IValue NO_SCALARS = kept(new IValue(scalars(LINEAR, 4)));

  private OneDnn() {}

  /**
   * Lays out a weight for products with a fixed number of rows.
   *
   * @param weight shape [out, in], float32 or bfloat16, contiguous
   * @param rows rows of every product it will be used in
   * @return a tensor that only {@link PackedProduct} understands
   */
  static Tensor pack(Tensor weight, long rows) {
    return TensorScope.tidy(() -> call(PACK, new IValue(weight), new IValue(rows)));
  }

  /**
   * A product by oneDNN.
   *
   * @param packed what {@link #pack} gave for this number of rows
   */
  record PackedProduct(Tensor x, Tensor packed, @Nullable Tensor bias) implements Product {
    @Override
    public Tensor apply(Pointwise function) {
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

    @Override
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

  /**
   * Lays out a weight of 8-bit integers.
   *
   * @param integers shape [out, in], whole numbers from −127 to 127 in float32
   * @return a tensor that only {@link Int8Product} understands
   */
  public static Tensor packIntegers(Tensor integers) {
    return TensorScope.tidy(() -> call(Int8.PACK, new IValue(integers.to(ScalarType.Char)), NONE));
  }

  /**
   * The product of integers from −127 to 127 with a weight of such, times the weight's scales.
   *
   * <p>Summed in 32 bits without any rounding where {@link #int8IsExact} says so; elsewhere sums of
   * two products may be cut off.
   *
   * @param x shape [rows, in], whole numbers in float32
   * @param packed what {@link #packIntegers} gave
   * @param scales shape [out], float32
   */
  public record Int8Product(Tensor x, Tensor packed, Tensor scales) {
    /** What stands for zero in bytes without a sign. */
    private static final int ZERO = 128;

    /** Shape [rows, out], float32. */
    public Tensor get() {
      return TensorScope.tidy(
          () ->
              call(
                  Int8.LINEAR,
                  new IValue(x.add(new Scalar(ZERO)).to(ScalarType.Byte)),
                  new IValue(1.0),
                  new IValue((long) ZERO),
                  new IValue(packed),
                  new IValue(scales),
                  new IValue(torch.zeros(new long[] {scales.size(0)}, Int8.LONGS)),
                  NONE,
                  new IValue(1.0),
                  new IValue(0L),
                  new IValue((long) ScalarType.Float.value),
                  text("none"),
                  Int8.NO_SCALARS,
                  text("")));
    }
  }

  /** Whether products in 8-bit integers are exact here: tried once, with the largest numbers. */
  public static boolean int8IsExact() {
    return Int8.EXACT;
  }

  /** Looked up when the first product in integers is made. */
  private static final class Int8 {
    /** Has libtorch keep what it knows of a packed weight by its address alone. */
    private static final String UNSAFE = "ONEDNN_CACHE_CONTEXT_UNSAFE";

    static final OperatorHandle PACK = operator("onednn::qlinear_prepack", "");
    static final OperatorHandle LINEAR = operator("onednn::qlinear_pointwise", "");
    static final IValue NO_SCALARS = kept(new IValue(scalars(LINEAR, 11)));
    static final TensorOptions LONGS =
        kept(new TensorOptions().dtype(new ScalarTypeOptional(ScalarType.Long)));
    static final boolean EXACT = System.getenv(UNSAFE) == null && exact(64, 256, 32);

    private static boolean exact(long rows, long in, long out) {
      try (TensorScope scope = new TensorScope()) {
        Scalar largest = new Scalar(127.0);
        Tensor x = torch.full(new long[] {rows, in}, largest);
        Tensor packed = packIntegers(torch.full(new long[] {out, in}, largest));
        Tensor product = new Int8Product(x, packed, torch.ones(out)).get();
        return torch.equal(product, torch.full_like(product, new Scalar(127.0 * 127 * in)));
      }
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
  private static GenericList scalars(OperatorHandle operator, int argument) {
    return new GenericList(
        operator.schema().arguments().getPointer(argument).real_type().get().containedType(0));
  }

  private static <P extends Pointer> P kept(P pointer) {
    return pointer.retainReference();
  }
}

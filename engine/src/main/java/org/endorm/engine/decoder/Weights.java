package org.endorm.engine.decoder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.MalformedCheckpointException;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one model as tensors: mapped where the file holds them in a type that can be
 * multiplied, else converted once.
 *
 * <p>Closing frees the converted ones; the mapped ones live as long as the checkpoint is open.
 */
public final class Weights implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final StoredWeights stored;
  private final WeightShape shapes;
  private final WeightRows byRows;
  private final Dtype dtype;
  private final Set<WeightRef> asked = new LinkedHashSet<>();
  private final Map<WeightRef, Tensor> tensors = new ConcurrentHashMap<>();
  private final Map<ProductKey, Matrix> products = new LinkedHashMap<>();
  private final Residency residency;
  private boolean packsAhead;
  private @Nullable PackingAhead ahead;

  /** A weight and the format of its products. */
  private record ProductKey(WeightRef ref, Dtype dtype) {}

  public Weights(Checkpoint checkpoint, Dtype dtype, Residency residency) {
    this.checkpoint = checkpoint;
    this.stored = new StoredWeights(checkpoint);
    this.shapes = new WeightShape(checkpoint, stored);
    this.byRows = new WeightRows(stored, shapes);
    this.dtype = dtype;
    this.residency = residency;
  }

  public Dtype dtype() {
    return dtype;
  }

  /** The names of the stored tensors that were asked for so far. */
  public Set<String> names() {
    return asked.stream().flatMap(WeightRef::names).collect(Collectors.toSet());
  }

  /** How many numbers the weights hold that were asked for so far, those that are shared once. */
  public long parameters() {
    return asked.stream()
        .flatMap(WeightRef::wholes)
        .distinct()
        .mapToLong(whole -> Arrays.stream(shapes.of(whole)).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Bytes of all matrices that are multiplied, packed. */
  public long packedBytes() {
    return products.keySet().stream().mapToLong(this::packedBytes).sum();
  }

  private long packedBytes(ProductKey product) {
    long[] shape = shapes.of(product.ref());
    return shape[0] * shape[1] * product.dtype().operandBytes();
  }

  /**
   * Some rows of a matrix in float32, exactly as stored; what is quantised is read row by row, so
   * that a table of embeddings takes no memory but its file's.
   *
   * @param indexes within the matrix
   */
  Tensor rows(WeightRef ref, int[] indexes) {
    if (ref instanceof WeightRef.Stored(String name) && !stored.isDense(name)) {
      return stored.rows(name, indexes);
    }
    Tensor table = tensors.computeIfAbsent(ref, r -> load(r, false));
    return table.index_select(0, Tensors.indexes(indexes)).to(ScalarType.Float);
  }

  /**
   * A vector, always in float32 and in memory of its own: left in its file it would keep what is
   * mapped around it resident.
   */
  Tensor vector(WeightRef ref, long... shape) {
    requireShape(ref, shapes.of(ref), shape);
    return tensors.computeIfAbsent(ref, r -> load(r, true));
  }

  /**
   * Checks a matrix before any of its numbers is read.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  void requireMatrix(WeightRef ref, long rows, long columns) {
    requireShape(ref, shapes.of(ref), rows, columns);
  }

  /**
   * A matrix to multiply with, read when it is first used.
   *
   * @throws MalformedCheckpointException if it is missing or of another shape
   */
  Matrix product(WeightRef ref, long out, long in, Dtype dtype) {
    requireMatrix(ref, out, in);
    return products.computeIfAbsent(
        new ProductKey(ref, dtype),
        p -> new Matrix(source(ref, dtype), Math.toIntExact(out), Math.toIntExact(in), dtype));
  }

  private Matrix.Source source(WeightRef ref, Dtype product) {
    // What is read by rows is exactly as stored, as wholes of a narrower model are not.
    boolean exact = product != Dtype.FLOAT32 || dtype != Dtype.BFLOAT16;
    boolean passing = exact && product.tiles().isPresent();
    return new Matrix.Source(
        () -> resolve(ref, false).contiguous(),
        passing ? byRows.of(ref).orElse(null) : null,
        this::packed);
  }

  /** A matrix was packed: its file need not stay, and others will have to be. */
  private void packed() {
    releaseFiles();
    begin();
  }

  /**
   * Lets go of what is mapped of the files: as much again around what was read as that, since Linux
   * maps up to 2 MB at a time.
   */
  void releaseFiles() {
    checkpoint.release();
  }

  /** All matrices bound so far, in order. */
  List<Matrix> products() {
    return List.copyOf(products.values());
  }

  public Residency residency() {
    return residency;
  }

  /**
   * Packs what has been bound and is to be kept, on an idle core, once: as soon as that is of use.
   */
  public synchronized void packAhead() {
    packsAhead = residency == Residency.KEPT;
    if (products.values().stream().noneMatch(Matrix::passes)) {
      begin();
    }
  }

  private synchronized void begin() {
    if (packsAhead && ahead == null) {
      ahead = new PackingAhead(products());
    }
  }

  private void requireShape(WeightRef ref, long[] actual, long... wanted) {
    asked.add(ref);
    if (!Arrays.equals(actual, wanted)) {
      String message =
          "gives "
              + Arrays.toString(actual)
              + " where the config asks for "
              + Arrays.toString(wanted);
      throw MalformedCheckpointException.inTensor(checkpoint.path(), ref.name(), message);
    }
  }

  private Tensor load(WeightRef ref, boolean exact) {
    Tensor result;
    try (TensorScope scope = new TensorScope()) {
      Tensor resolved = resolve(ref, exact).contiguous();
      result = TensorScope.keep(exact ? resolved.clone() : resolved);
    }
    return result;
  }

  private Tensor resolve(WeightRef ref, boolean exact) {
    return switch (ref) {
      case WeightRef.Stored plain -> converted(stored.plain(plain.name()), exact);
      case WeightRef.Composed composed -> converted(stored.composed(composed), exact);
      case WeightRef.Entry(WeightRef.Stored(String name), long index) ->
          converted(stored.entry(name, index), exact);
      case WeightRef.Entry entry -> resolve(entry.of(), exact).select(0, entry.index());
      case WeightRef.Rows(WeightRef.Stored(String name), long from, long count)
          when !stored.isDense(name) ->
          converted(stored.range(name, from, count), exact);
      case WeightRef.Rows rows -> resolve(rows.of(), exact).narrow(0, rows.from(), rows.count());
      case WeightRef.Transposed transposed -> resolve(transposed.of(), exact).t();
      case WeightRef.Reordered other -> reordered(other, resolve(other.of(), exact));
      case WeightRef.LatentUp up ->
          RowOrder.latentUp(resolve(up.keys(), exact), resolve(up.values(), exact));
      case WeightRef.Plus plus -> resolve(plus.of(), true).add(new Scalar(plus.constant()));
      case WeightRef.Stack stack -> stack(stack, exact);
    };
  }

  private Tensor reordered(WeightRef.Reordered ref, Tensor stored) {
    LongUnaryOperator order = RowOrder.of(ref, stored.size(0));
    int[] rows = new int[Math.toIntExact(shapes.of(ref)[0])];
    Arrays.setAll(rows, row -> Math.toIntExact(order.applyAsLong(row)));
    return stored.index_select(0, Tensors.indexes(rows));
  }

  private Tensor converted(Tensor values, boolean exact) {
    if (exact) {
      return values.to(ScalarType.Float);
    }
    boolean narrow = values.element_size() == 2;
    return dtype == Dtype.BFLOAT16 || !narrow ? values.to(dtype.scalarType()) : values;
  }

  private Tensor stack(WeightRef.Stack stack, boolean exact) {
    TensorVector entries = new TensorVector();
    stack.of().forEach(ref -> entries.push_back(resolve(ref, exact)));
    return torch.stack(entries, 0);
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.close();
    }
    products.values().forEach(Matrix::close);
    products.clear();
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}

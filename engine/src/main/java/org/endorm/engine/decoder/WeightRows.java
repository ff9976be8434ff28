package org.endorm.engine.decoder;

import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.endorm.engine.checkpoint.DenseWeight;
import org.endorm.engine.tensor.RowSource;

/** Reads a weight row by row where it is stored, if it is stored by rows. */
final class WeightRows {
  private final StoredWeights stored;
  private final WeightShape shapes;

  WeightRows(StoredWeights stored, WeightShape shapes) {
    this.stored = stored;
    this.shapes = shapes;
  }

  /**
   * The rows of a matrix; empty where a row is gathered from many places or is yet to be computed.
   */
  Optional<RowSource> of(WeightRef ref) {
    return switch (ref) {
      case WeightRef.Stored plain -> Optional.of(rows(stored.weight(plain)));
      case WeightRef.Scaled scaled -> Optional.of(rows(stored.weight(scaled)));
      case WeightRef.Entry(WeightRef.Stored stack, long index) ->
          Optional.of(rows(stored.weight(stack, index)));
      case WeightRef.Rows(WeightRef of, long from, long count) ->
          of(of).map(all -> (first, n, target) -> all.read(from + first, n, target));
      case WeightRef.Reordered other ->
          of(other.of()).map(all -> reordered(all, RowOrder.of(other, shapes.of(other.of())[0])));
      default -> Optional.empty();
    };
  }

  private static RowSource rows(DenseWeight weight) {
    return weight::rows;
  }

  private static RowSource reordered(RowSource all, LongUnaryOperator order) {
    return (first, count, target) -> {
      long bytes = target.byteSize() / count;
      for (int i = 0; i < count; i++) {
        all.read(order.applyAsLong(first + i), 1, target.asSlice(i * bytes, bytes));
      }
    };
  }
}

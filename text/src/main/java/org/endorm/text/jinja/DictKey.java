package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a hashable Python value into a Java object with the same notion of equality. Bounded, since
 * tuples that share parts can unfold almost without end.
 */
final class DictKey {
  private static final int MAX_PARTS = 1000;

  private int parts;

  private DictKey() {}

  /**
   * A text is its own {@code String}.
   *
   * @throws Fault if the value is not hashable
   */
  static Object of(Value key) {
    return find(key).orElseThrow(() -> Fault.type("unhashable type: '" + key.typeName() + "'"));
  }

  static boolean isHashable(Value key) {
    return find(key).isPresent();
  }

  private static Optional<Object> find(Value key) {
    return key instanceof Value.Text text ? Optional.of(text.value()) : new DictKey().convert(key);
  }

  private Optional<Object> convert(Value key) {
    if (++parts > MAX_PARTS) {
      throw Fault.unsupported("a key of more than " + MAX_PARTS + " parts");
    }
    return switch (key) {
      case Value.Text text -> Optional.of(text.value());
      case Value.Int integer -> Optional.of(integer.value());
      case Value.Bool bool -> Optional.of(bool.value() ? BigInteger.ONE : BigInteger.ZERO);
      case Value.Real real -> Optional.of(ofReal(real.value()));
      case Value.TupleValue tuple -> ofTuple(tuple);
      case Undefined undefined -> Optional.of(Undefined.class);
      case Value.ListValue list -> Optional.empty();
      case DictValue dict -> Optional.empty();
      case DictView view -> Optional.empty();
      case Value.Slice slice -> Optional.empty();
      default -> Optional.of(key);
    };
  }

  private static Object ofReal(double value) {
    return Double.isFinite(value) && value == Math.rint(value)
        ? new BigDecimal(value).toBigInteger()
        : (Object) value;
  }

  private Optional<Object> ofTuple(Value.TupleValue tuple) {
    List<Object> keys = new ArrayList<>();
    for (Value item : tuple.items()) {
      Optional<Object> key = convert(item);
      if (key.isEmpty()) {
        return key;
      }
      keys.add(key.get());
    }
    return Optional.of(keys);
  }
}

package org.endorm.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code value.name} and {@code value[index]}: the first prefers Python's own attributes (so {@code
 * d.items} is the method), the second the dict's keys.
 */
final class Access {
  private static final Set<String> NUMBER_ATTRIBUTES =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  /** Of generators, ranges, dict views and macros. */
  private static final Set<String> OTHER_ATTRIBUTES =
      Set.of(
          "send",
          "throw",
          "close",
          "gi_code",
          "gi_frame",
          "gi_running",
          "gi_suspended",
          "gi_yieldfrom",
          "start",
          "stop",
          "step",
          "count",
          "index",
          "isdisjoint",
          "mapping",
          "name",
          "arguments",
          "catch_kwargs",
          "catch_varargs",
          "caller",
          "explicit_caller");

  private Access() {}

  static Value attribute(Value owner, String name) {
    Value own = ownAttribute(owner, name);
    if (own != null) {
      return own;
    }
    Value value = owner instanceof DictValue dict ? dict.get(name) : null;
    return value == null ? Undefined.attribute(owner, name) : value;
  }

  static Value item(Value owner, Value index, Budget budget) {
    Value value = subscript(owner, index, budget);
    if (value == null && index instanceof Value.Slice) {
      throw Fault.type("'" + owner.typeName() + "' object cannot be sliced so");
    }
    if (value == null && index instanceof Value.Text name) {
      value = ownAttribute(owner, name.value());
    }
    return value == null ? Undefined.element(owner, index) : value;
  }

  /** An attribute that Python's type has, null where it has none of that name. */
  private static @Nullable Value ownAttribute(Value owner, String name) {
    return switch (owner) {
      case Undefined undefined -> throw undefined.fault();
      case DictValue dict -> DictMethods.attribute(dict, name);
      case Value.Text text -> TextMethods.attribute(text, name);
      case Value.ListValue list -> SequenceMethods.ofList(list, name);
      case Value.TupleValue tuple -> SequenceMethods.ofTuple(tuple, name);
      case NamespaceValue namespace -> namespace.get(name);
      case LoopValue loop -> loop.attribute(name);
      case Value.Int integer -> unsupported(owner, name, NUMBER_ATTRIBUTES);
      case Value.Bool bool -> unsupported(owner, name, NUMBER_ATTRIBUTES);
      case Value.Real real -> unsupported(owner, name, NUMBER_ATTRIBUTES);
      case Value.Function function when name.equals("fromkeys") && function.name().equals("dict") ->
          new Value.Function(name, Globals::fromKeys);
      default -> unsupported(owner, name, OTHER_ATTRIBUTES);
    };
  }

  /** Null, unless Python has an attribute of that name that is not to be had here. */
  private static @Nullable Value unsupported(Value owner, String name, Set<String> attributes) {
    if (attributes.contains(name)) {
      throw Fault.unsupported("the attribute '" + name + "' of a " + owner.typeName());
    }
    return null;
  }

  /** Python's {@code owner[index]}, null where it raises TypeError or LookupError. */
  private static @Nullable Value subscript(Value owner, Value index, Budget budget) {
    return switch (owner) {
      case Undefined undefined -> throw undefined.fault();
      case DictValue dict -> DictKey.isHashable(index) ? dict.get(index) : null;
      case Value.ListValue list when index instanceof Value.Slice slice ->
          Value.list(slice(list.items(), slice, budget));
      case Value.TupleValue tuple when index instanceof Value.Slice slice ->
          new Value.TupleValue(slice(tuple.items(), slice, budget));
      case Value.Text text when index instanceof Value.Slice slice -> slice(text, slice, budget);
      case Value.Range range when index instanceof Value.Slice slice -> slice(range, slice);
      case Value.ListValue list -> element(list.items(), index);
      case Value.TupleValue tuple -> element(tuple.items(), index);
      case Value.Text text -> character(text, index);
      case Value.Range range -> {
        int at = position(index, range.length());
        yield at < 0 ? null : range.at(at);
      }
      default -> null;
    };
  }

  private static @Nullable Value element(List<Value> items, Value index) {
    int at = position(index, items.size());
    return at < 0 ? null : items.get(at);
  }

  private static @Nullable Value character(Value.Text text, Value index) {
    int at = position(index, CodePoints.length(text.value()));
    return at < 0
        ? null
        : new Value.Text(CodePoints.substring(text.value(), at, at + 1), text.safe());
  }

  /** The place that an index means, -1 for none. */
  private static int position(Value index, int length) {
    if (!Numbers.isInteger(index)) {
      return -1;
    }
    int at = Numbers.index(index);
    int place = at < 0 ? at + length : at;
    return place >= 0 && place < length ? place : -1;
  }

  /** A slice's bounds for a sequence of some length, as Python's {@code slice.indices}. */
  record Bounds(int start, int step, int count) {
    static Bounds of(Value.Slice slice, int length) {
      int step = slice.step() instanceof Value.None ? 1 : clamp(slice.step());
      if (step == 0) {
        throw Fault.value("slice step cannot be zero");
      }
      int low = step > 0 ? 0 : -1;
      int high = step > 0 ? length : length - 1;
      int start = bound(slice.start(), length, low, high, step > 0 ? low : high);
      int stop = bound(slice.stop(), length, low, high, step > 0 ? high : low);
      long span = step > 0 ? (long) stop - start : (long) start - stop;
      long stride = Math.abs((long) step);
      return new Bounds(start, step, span <= 0 ? 0 : (int) ((span + stride - 1) / stride));
    }

    private static int clamp(Value step) {
      BigInteger value = Numbers.integer(step);
      return value.bitLength() < 31 ? value.intValue() : value.signum() * (1 << 30);
    }

    private static int bound(Value value, int length, int low, int high, int otherwise) {
      if (value instanceof Value.None) {
        return otherwise;
      }
      long at = Numbers.index(value);
      return (int) Math.max(low, Math.min(high, at < 0 ? at + length : at));
    }

    int at(int index) {
      return start + index * step;
    }
  }

  private static List<Value> slice(List<Value> items, Value.Slice slice, Budget budget) {
    Bounds bounds = Bounds.of(slice, items.size());
    budget.allocate((long) bounds.count() * Budget.ITEM);
    List<Value> chosen = new ArrayList<>(bounds.count());
    for (int i = 0; i < bounds.count(); i++) {
      chosen.add(items.get(bounds.at(i)));
    }
    return chosen;
  }

  private static Value slice(Value.Range range, Value.Slice slice) {
    Bounds bounds = Bounds.of(slice, range.length());
    long step = range.step() * bounds.step();
    long start = range.start() + bounds.start() * range.step();
    return new Value.Range(start, start + bounds.count() * step, step);
  }

  private static Value slice(Value.Text text, Value.Slice slice, Budget budget) {
    String value = text.value();
    Bounds bounds = Bounds.of(slice, CodePoints.length(value));
    budget.allocate(bounds.count());
    if (bounds.step() == 1) {
      int end = bounds.start() + bounds.count();
      return new Value.Text(CodePoints.substring(value, bounds.start(), end), text.safe());
    }
    int[] points = value.codePoints().toArray();
    StringBuilder chosen = new StringBuilder();
    for (int i = 0; i < bounds.count(); i++) {
      chosen.appendCodePoint(points[bounds.at(i)]);
    }
    return new Value.Text(chosen.toString(), text.safe());
  }
}

package org.endorm.text.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of Python's {@code list} and {@code tuple}. */
final class SequenceMethods {
  private static final Set<String> MUTATING =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");

  private SequenceMethods() {}

  static @Nullable Value ofList(Value.ListValue list, String name) {
    if (MUTATING.contains(name)) {
      return Undefined.unsafe(list, name);
    }
    if (name.equals("copy")) {
      return new Value.Function(
          name,
          (machine, arguments) -> {
            arguments.bind("copy");
            return list;
          });
    }
    return common(list.items(), name);
  }

  static @Nullable Value ofTuple(Value.TupleValue tuple, String name) {
    int named = tuple.names().indexOf(name);
    return named >= 0 ? tuple.items().get(named) : common(tuple.items(), name);
  }

  private static @Nullable Value common(List<Value> items, String name) {
    return switch (name) {
      case "count" ->
          new Value.Function(
              name, (machine, arguments) -> count(items, arguments, machine.budget()));
      case "index" ->
          new Value.Function(
              name, (machine, arguments) -> index(items, arguments, machine.budget()));
      default -> null;
    };
  }

  private static Value count(List<Value> items, Arguments arguments, Budget budget) {
    Value wanted = arguments.bind("count", "/value").get("value");
    return Value.of(
        items.stream().filter(item -> PythonComparison.equal(item, wanted, budget)).count());
  }

  private static Value index(List<Value> items, Arguments arguments, Budget budget) {
    Arguments.Bound bound = arguments.bind("index", "/value", "/start?", "/stop?");
    int start = place(bound.integer("start", 0), items.size());
    int stop = place(bound.integer("stop", Integer.MAX_VALUE), items.size());
    for (int i = start; i < stop; i++) {
      if (PythonComparison.equal(items.get(i), bound.get("value"), budget)) {
        return Value.of(i);
      }
    }
    throw Fault.value("the value is not in the list");
  }

  private static int place(int index, int length) {
    return Math.max(0, Math.min(length, index < 0 ? index + length : index));
  }
}

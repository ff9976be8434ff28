package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The {@code loop} variable: where a for loop stands. It reads ahead only when asked about it. */
final class LoopValue implements Value {
  /** The items of a loop, and how many they are where that is known without reading them. */
  record Source(Iterator<Value> items, OptionalInt size) {}

  /** Runs a recursive loop's body over other items. */
  @FunctionalInterface
  interface Recursion {
    Value render(Value items, int depth);
  }

  private Iterator<Value> items;
  private OptionalInt size;
  private final int depth0;
  private final @Nullable Recursion recursion;
  private int index0 = -1;
  private @Nullable Value before;
  private @Nullable Value current;
  private @Nullable Value after;
  private @Nullable List<Value> lastChanged;

  LoopValue(Source source, int depth0, @Nullable Recursion recursion) {
    this.items = source.items();
    this.size = source.size();
    this.depth0 = depth0;
    this.recursion = recursion;
  }

  /** Steps to the next item; false at the end. */
  boolean advance() {
    Value next = peek();
    if (next == null) {
      return false;
    }
    after = null;
    index0++;
    before = current;
    current = next;
    return true;
  }

  private @Nullable Value peek() {
    if (after == null && items.hasNext()) {
      after = items.next();
    }
    return after;
  }

  Value current() {
    return Objects.requireNonNull(current);
  }

  int length() {
    if (size.isEmpty()) {
      List<Value> rest = new ArrayList<>();
      items.forEachRemaining(rest::add);
      items = rest.iterator();
      size = OptionalInt.of(rest.size() + index0 + 1 + (after == null ? 0 : 1));
    }
    return size.getAsInt();
  }

  /** An attribute, null where there is none of that name. */
  @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Value.of(index0 + 1);
      case "index0" -> Value.of(index0);
      case "revindex" -> Value.of(length() - index0);
      case "revindex0" -> Value.of(length() - index0 - 1);
      case "first" -> Value.of(index0 == 0);
      case "last" -> Value.of(peek() == null);
      case "length" -> Value.of(length());
      case "depth" -> Value.of(depth0 + 1);
      case "depth0" -> Value.of(depth0);
      case "previtem" -> orUndefined(index0 == 0 ? null : before, "there is no previous item");
      case "nextitem" -> orUndefined(peek(), "there is no next item");
      case "cycle" -> new Value.Function("cycle", (machine, arguments) -> cycle(arguments));
      case "changed" ->
          new Value.Function(
              "changed", (machine, arguments) -> changed(arguments, machine.budget()));
      default -> null;
    };
  }

  private static Value orUndefined(@Nullable Value value, String reason) {
    return value == null ? new Undefined(reason) : value;
  }

  private Value cycle(Arguments arguments) {
    arguments.requireNoNames("cycle");
    List<Value> choices = arguments.positional();
    if (choices.isEmpty()) {
      throw Fault.type("no items for cycling given");
    }
    return choices.get(index0 % choices.size());
  }

  private Value changed(Arguments arguments, Budget budget) {
    arguments.requireNoNames("changed");
    List<Value> now = arguments.positional();
    boolean same = lastChanged != null && PythonComparison.equalLists(lastChanged, now, budget);
    lastChanged = now;
    return Value.of(!same);
  }

  /** {@code loop(items)}. */
  Value recurse(Arguments arguments) {
    if (recursion == null) {
      throw Fault.type("the loop must be marked recursive to be called");
    }
    return recursion.render(arguments.bind("loop", "iterable").get("iterable"), depth0 + 1);
  }
}

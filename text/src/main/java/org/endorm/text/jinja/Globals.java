package org.endorm.text.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that every chat template can call. */
final class Globals {
  private static final int MAX_RANGE = 100_000;

  private Globals() {}

  static Map<String, Value> at(LocalDateTime now) {
    Map<String, Value> globals = new HashMap<>();
    add(globals, "range", (machine, arguments) -> range(arguments));
    add(globals, "dict", Globals::dict);
    add(globals, "namespace", Globals::namespace);
    add(globals, "joiner", Globals::joiner);
    add(globals, "raise_exception", Globals::raise);
    add(
        globals,
        "strftime_now",
        (machine, arguments) -> {
          Arguments.Bound bound = arguments.bind("strftime_now", "format");
          return machine.budget().text(Strftime.format(TextMethods.required(bound, "format"), now));
        });
    for (String name : List.of("lipsum", "cycler", "self")) {
      add(
          globals,
          name,
          (machine, arguments) -> {
            throw Fault.unsupported("the function '" + name + "'");
          });
    }
    return globals;
  }

  private static void add(Map<String, Value> globals, String name, Value.Function.Body body) {
    globals.put(name, new Value.Function(name, body));
  }

  private static Value range(Arguments arguments) {
    arguments.requireNoNames("range");
    List<Value> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3) {
      throw Fault.type("range expected 1 to 3 arguments, got " + given.size());
    }
    long start = given.size() == 1 ? 0 : Numbers.index(given.get(0));
    long stop = Numbers.index(given.get(given.size() == 1 ? 0 : 1));
    long step = given.size() < 3 ? 1 : Numbers.index(given.get(2));
    if (step == 0) {
      throw Fault.value("range() arg 3 must not be zero");
    }
    long span = step > 0 ? stop - start : start - stop;
    if (span > 0 && (span - 1) / Math.abs(step) + 1 > MAX_RANGE) {
      throw new Fault("OverflowError: range too big, the sandbox allows " + MAX_RANGE + " items");
    }
    return new Value.Range(start, stop, step);
  }

  private static Value dict(Machine machine, Arguments arguments) {
    DictValue.Builder builder = DictValue.builder();
    for (Value value : arguments.positional()) {
      if (arguments.positional().size() > 1) {
        throw Fault.type("dict expected at most 1 argument");
      }
      addPairs(builder, value, machine.budget());
    }
    arguments.named().forEach(builder::put);
    return builder.build();
  }

  private static void addPairs(DictValue.Builder builder, Value value, Budget budget) {
    if (value instanceof DictValue dict) {
      builder.putAll(dict);
      return;
    }
    for (Value pair : Iteration.list(value, budget)) {
      List<Value> both = Iteration.list(pair, budget);
      if (both.size() != 2) {
        throw Fault.value("a dictionary needs pairs");
      }
      builder.put(both.get(0), both.get(1));
    }
  }

  /** {@code dict.fromkeys}. */
  static Value fromKeys(Machine machine, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("fromkeys", "/iterable", "/value?");
    Value value = bound.find("value") == null ? Value.NONE : bound.get("value");
    DictValue.Builder builder = DictValue.builder();
    for (Value key : Iteration.list(bound.get("iterable"), machine.budget())) {
      builder.put(key, value);
    }
    return builder.build();
  }

  private static Value namespace(Machine machine, Arguments arguments) {
    NamespaceValue namespace = new NamespaceValue();
    for (DictValue.Entry entry : ((DictValue) dict(machine, arguments)).entries()) {
      if (!(entry.key() instanceof Value.Text name)) {
        throw Fault.type("a namespace's attributes are named by strings");
      }
      namespace.set(name.value(), entry.value());
    }
    return namespace;
  }

  /** Gives nothing on its first call, the separator on every later one. */
  private static Value joiner(Machine machine, Arguments arguments) {
    Value separator = arguments.bind("joiner", "sep?").find("sep");
    boolean[] used = new boolean[1];
    return new Value.Function(
        "joiner",
        (caller, none) -> {
          boolean first = !used[0];
          used[0] = true;
          return first ? Value.of("") : separator == null ? Value.of(", ") : separator;
        });
  }

  private static Value raise(Machine machine, Arguments arguments) {
    Value message = arguments.bind("raise_exception", "message").get("message");
    throw new Fault("the template says: " + machine.string(message));
  }
}

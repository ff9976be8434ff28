package org.endorm.text.jinja;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The tests of Jinja2, by name. */
final class Tests {
  /** A test: {@code input is name(arguments)}. */
  @FunctionalInterface
  interface Test {
    boolean holds(Machine machine, Value input, Arguments arguments);
  }

  private static final Map<String, Test> ALL = all();

  private Tests() {}

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  static Test named(String name) {
    Test test = ALL.get(name);
    if (test == null) {
      throw new Fault("no test named '" + name + "'");
    }
    return test;
  }

  private static Map<String, Test> all() {
    Map<String, Test> tests = new HashMap<>();
    addTypes(tests);
    addComparisons(tests);
    plain(tests, "odd", value -> remainder(value, Value.of(2)).equals(BigInteger.ONE));
    plain(tests, "even", value -> remainder(value, Value.of(2)).signum() == 0);
    tests.put(
        "divisibleby",
        (m, v, a) -> remainder(v, a.bind("divisibleby", "num").get("num")).signum() == 0);
    tests.put("lower", (m, v, a) -> alone("lower", a) && Casing.isLower(m.string(v)));
    tests.put("upper", (m, v, a) -> alone("upper", a) && Casing.isUpper(m.string(v)));
    plain(
        tests, "filter", value -> value instanceof Value.Text name && Filters.exists(name.value()));
    plain(tests, "test", value -> value instanceof Value.Text name && exists(name.value()));
    return Map.copyOf(tests);
  }

  private static void addTypes(Map<String, Test> tests) {
    plain(tests, "defined", value -> !(value instanceof Undefined));
    plain(tests, "undefined", value -> value instanceof Undefined);
    plain(tests, "none", value -> value instanceof Value.None);
    plain(tests, "boolean", value -> value instanceof Value.Bool);
    plain(tests, "true", value -> value instanceof Value.Bool bool && bool.value());
    plain(tests, "false", value -> value instanceof Value.Bool bool && !bool.value());
    plain(tests, "integer", value -> value instanceof Value.Int);
    plain(tests, "float", value -> value instanceof Value.Real);
    plain(tests, "number", Numbers::isNumber);
    plain(tests, "string", value -> value instanceof Value.Text);
    plain(tests, "mapping", value -> value instanceof DictValue);
    plain(tests, "sequence", Tests::isSequence);
    plain(tests, "iterable", Iteration::iterable);
    plain(tests, "callable", Tests::isCallable);
    plain(tests, "escaped", value -> value instanceof Value.Text text && text.safe());
  }

  private static boolean isSequence(Value value) {
    return switch (value) {
      case DictView view -> false;
      case LoopValue loop -> false;
      default -> Iteration.size(value).isPresent();
    };
  }

  private static boolean isCallable(Value value) {
    return value instanceof Value.Function
        || value instanceof Undefined
        || value instanceof LoopValue;
  }

  /** True; an error where arguments were given. */
  private static boolean alone(String name, Arguments arguments) {
    arguments.bind(name);
    return true;
  }

  private static void plain(Map<String, Test> tests, String name, Predicate<Value> test) {
    tests.put(
        name,
        (machine, value, arguments) -> {
          arguments.bind(name);
          return test.test(value);
        });
  }

  private static void addComparisons(Map<String, Test> tests) {
    comparison(tests, "==", "==", "eq", "equalto");
    comparison(tests, "!=", "!=", "ne");
    comparison(tests, ">", ">", "gt", "greaterthan");
    comparison(tests, ">=", ">=", "ge");
    comparison(tests, "<", "<", "lt", "lessthan");
    comparison(tests, "<=", "<=", "le");
    comparison(tests, "in", "in");
    tests.put("sameas", (m, v, a) -> same(v, a.bind("sameas", "other").get("other")));
  }

  private static void comparison(Map<String, Test> tests, String operator, String... names) {
    for (String name : names) {
      tests.put(
          name,
          (machine, value, arguments) ->
              PythonComparison.holds(
                  operator, value, arguments.bind(name, "other").get("other"), machine.budget()));
    }
  }

  /** Python's {@code is}; equal scalars of one type count as the same object. */
  private static boolean same(Value left, Value right) {
    return left == right
        || (left.getClass() == right.getClass()
            && (left instanceof Value.None
                || left instanceof Value.Bool
                || left instanceof Value.Int
                || left instanceof Value.Text)
            && left.equals(right));
  }

  private static BigInteger remainder(Value value, Value divisor) {
    Value rest = PythonArithmetic.remainder(value, divisor);
    return rest instanceof Value.Real real
        ? real.value() == 0 ? BigInteger.ZERO : real.value() == 1 ? BigInteger.ONE : BigInteger.TWO
        : Numbers.integer(rest);
  }
}

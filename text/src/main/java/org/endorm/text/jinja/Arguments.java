package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call hands over, before it is matched with parameters.
 *
 * @param positional in order
 * @param named in order
 */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Value... positional) {
    return new Arguments(Arrays.asList(positional), Map.of());
  }

  /**
   * Matches the arguments with parameters as Python does.
   *
   * @param function the callee's name, for messages
   * @param parameters names in order; one that may be left out ends in {@code ?}, one that cannot
   *     be named starts with {@code /}
   */
  Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw Fault.type(
          function
              + "() takes at most "
              + parameters.length
              + " arguments, got "
              + positional.size());
    }
    Map<String, Value> unused = new LinkedHashMap<>(named);
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      bindOne(function, parameters[i], i, values, unused);
    }
    if (!unused.isEmpty()) {
      String name = unused.keySet().iterator().next();
      throw Fault.type(function + "() got an unexpected keyword argument '" + name + "'");
    }
    return new Bound(function, values);
  }

  private void bindOne(
      String function,
      String spec,
      int index,
      Map<String, Value> values,
      Map<String, Value> unused) {
    boolean optional = spec.endsWith("?");
    String name = spec.replace("?", "").replace("/", "");
    Value given = spec.startsWith("/") ? null : unused.remove(name);
    if (index < positional.size()) {
      if (given != null) {
        throw Fault.type(function + "() got multiple values for argument '" + name + "'");
      }
      values.put(name, positional.get(index));
    } else if (given != null) {
      values.put(name, given);
    } else if (!optional) {
      throw Fault.type(function + "() is missing the argument '" + name + "'");
    }
  }

  /** The same without the first positional argument. */
  Arguments tail() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }

  /** The same without any named argument. */
  void requireNoNames(String function) {
    if (!named.isEmpty()) {
      throw Fault.type(function + "() takes no keyword arguments");
    }
  }

  /** The named arguments as a dict. */
  DictValue namedDict() {
    DictValue.Builder dict = DictValue.builder();
    named.forEach(dict::put);
    return dict.build();
  }

  List<Value> from(int index) {
    return index >= positional.size()
        ? List.of()
        : new ArrayList<>(positional.subList(index, positional.size()));
  }

  /** Arguments matched with parameter names. */
  record Bound(String function, Map<String, Value> values) {
    @Nullable Value find(String name) {
      return values.get(name);
    }

    Value get(String name) {
      Value value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException(function + " has no argument " + name);
      }
      return value;
    }

    /** A text; {@code None} and absence give null. */
    @Nullable String text(String name) {
      Value value = values.get(name);
      return switch (value) {
        case null -> null;
        case Value.None none -> null;
        case Value.Text text -> text.value();
        default ->
            throw Fault.type(
                function + "() argument '" + name + "' must be str, not " + value.typeName());
      };
    }

    int integer(String name, int otherwise) {
      Value value = values.get(name);
      return value == null ? otherwise : Numbers.index(value);
    }

    boolean flag(String name) {
      Value value = values.get(name);
      return value != null && Iteration.truthy(value);
    }
  }
}

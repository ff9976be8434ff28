package org.endorm.text.jinja;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of Python's {@code dict}; those that would change it are undefined, as in the
 * sandbox.
 */
final class DictMethods {
  private static final Set<String> MUTATING =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private DictMethods() {}

  static @Nullable Value attribute(DictValue dict, String name) {
    if (MUTATING.contains(name)) {
      return Undefined.unsafe(dict, name);
    }
    return switch (name) {
      case "items" -> view(name, DictView.Kind.ITEMS, dict);
      case "keys" -> view(name, DictView.Kind.KEYS, dict);
      case "values" -> view(name, DictView.Kind.VALUES, dict);
      case "get" -> new Value.Function(name, (machine, arguments) -> get(dict, arguments));
      case "copy" ->
          new Value.Function(
              name,
              (machine, arguments) -> {
                arguments.bind("copy");
                return dict;
              });
      case "fromkeys" -> new Value.Function(name, Globals::fromKeys);
      default -> null;
    };
  }

  private static Value view(String name, DictView.Kind kind, DictValue dict) {
    return new Value.Function(
        name,
        (machine, arguments) -> {
          arguments.bind(name);
          return new DictView(kind, dict);
        });
  }

  private static Value get(DictValue dict, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("get", "/key", "/default?");
    Value value = dict.get(bound.get("key"));
    if (value != null) {
      return value;
    }
    Value otherwise = bound.find("default");
    return otherwise == null ? Value.NONE : otherwise;
  }
}

package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a filter's {@code attribute} argument names: keys or attributes with dots between, digits as
 * indexes; the item itself where there is none.
 */
record AttributePath(List<Value> parts, @Nullable Value otherwise, boolean ignoreCase) {
  static AttributePath of(@Nullable Value attribute) {
    return of(attribute, null, false);
  }

  static AttributePath of(
      @Nullable Value attribute, @Nullable Value otherwise, boolean ignoreCase) {
    Value fallback = otherwise instanceof Value.None ? null : otherwise;
    return new AttributePath(parts(attribute), fallback, ignoreCase);
  }

  private static List<Value> parts(@Nullable Value attribute) {
    return switch (attribute) {
      case null -> List.of();
      case Value.None none -> List.of();
      case Value.Text text -> parts(text.value());
      default -> List.of(attribute);
    };
  }

  private static List<Value> parts(String path) {
    List<Value> parts = new ArrayList<>();
    for (String part : Splitting.split(path, ".", Integer.MAX_VALUE, true)) {
      boolean index =
          !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
      parts.add(index ? Value.of(Integer.parseInt(part)) : Value.of(part));
    }
    return parts;
  }

  /** One path for each attribute of a list with commas between. */
  static List<AttributePath> several(@Nullable Value attributes, boolean ignoreCase) {
    if (!(attributes instanceof Value.Text text)) {
      return List.of(of(attributes, null, ignoreCase));
    }
    List<AttributePath> paths = new ArrayList<>();
    for (String part : Splitting.split(text.value(), ",", Integer.MAX_VALUE, true)) {
      paths.add(of(Value.of(part), null, ignoreCase));
    }
    return paths;
  }

  Value in(Value item, Budget budget) {
    Value value = item;
    for (Value part : parts) {
      value = Access.item(value, part, budget);
      if (otherwise != null && value instanceof Undefined) {
        value = otherwise;
      }
    }
    return ignoreCase && value instanceof Value.Text text
        ? budget.text(Casing.lower(text.value()))
        : value;
  }
}

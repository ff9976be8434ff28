package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Python's {@code str} and {@code repr} of values. */
final class PythonText {
  private static final int SHORT = 60;

  private PythonText() {}

  /** {@code str(value)}. */
  static String str(Value value, Budget budget) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Undefined undefined -> "";
      default -> repr(value, budget);
    };
  }

  /** {@code repr(value)}. */
  static String repr(Value value, Budget budget) {
    budget.step();
    budget.enter();
    String text = reprOf(value, budget);
    budget.leave();
    budget.allocate(text.length());
    return text;
  }

  private static String reprOf(Value value, Budget budget) {
    return switch (value) {
      case Value.None none -> "None";
      case Undefined undefined -> "Undefined";
      case Value.Bool bool -> bool.value() ? "True" : "False";
      case Value.Int integer -> integer.value().toString();
      case Value.Real real -> NumberText.repr(real.value());
      case Value.Text text ->
          text.safe() ? "Markup(" + quote(text.value()) + ")" : quote(text.value());
      case Value.ListValue list -> join("[", list.items(), "]", budget);
      case Value.TupleValue tuple when tuple.items().size() == 1 ->
          "(" + repr(tuple.items().getFirst(), budget) + ",)";
      case Value.TupleValue tuple -> join("(", tuple.items(), ")", budget);
      case Value.Range range -> range(range);
      case DictValue dict -> dict(dict, budget);
      case DictView view ->
          "dict_" + view.kind().pythonName() + "(" + join("[", view.items(), "]", budget) + ")";
      case NamespaceValue namespace -> "<Namespace " + dict(namespace.asDict(), budget) + ">";
      default -> throw Fault.unsupported("printing a " + value.typeName());
    };
  }

  private static String range(Value.Range range) {
    String step = range.step() == 1 ? "" : ", " + range.step();
    return "range(" + range.start() + ", " + range.stop() + step + ")";
  }

  private static String join(String open, List<Value> items, String close, Budget budget) {
    StringJoiner joiner = new StringJoiner(", ", open, close);
    for (Value item : items) {
      joiner.add(repr(item, budget));
    }
    return joiner.toString();
  }

  private static String dict(DictValue dict, Budget budget) {
    StringJoiner joiner = new StringJoiner(", ", "{", "}");
    for (DictValue.Entry entry : new ArrayList<>(dict.entries())) {
      joiner.add(repr(entry.key(), budget) + ": " + repr(entry.value(), budget));
    }
    return joiner.toString();
  }

  /** {@code repr(str)}: single quotes unless only they occur. */
  static String quote(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (printable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(escape(c));
                  }
                }
              }
            });
    return out.append(quote).toString();
  }

  /** {@code \xNN}, {@code \}{@code uNNNN} or {@code \UNNNNNNNN}. */
  static String escape(int c) {
    if (c < 0x100) {
      return String.format("\\x%02x", c);
    }
    return c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
  }

  static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** A value for an error message. */
  static String shortRepr(Value value) {
    String text =
        switch (value) {
          case Value.Text string ->
              quote(string.value().substring(0, Math.min(SHORT, string.value().length())));
          case Value.Int integer when integer.value().bitLength() < 64 ->
              integer.value().toString();
          default -> value.typeName();
        };
    return text.length() > SHORT ? text.substring(0, SHORT) + "…" : text;
  }
}

package org.endorm.text.jinja;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
final class PercentFormat {
  private final String format;
  private final Machine machine;
  private final List<Value> values;
  private final @Nullable DictValue named;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;

  private PercentFormat(String format, Value values, Machine machine) {
    this.format = format;
    this.machine = machine;
    this.values = values instanceof Value.TupleValue tuple ? tuple.items() : List.of(values);
    this.named = values instanceof DictValue dict ? dict : null;
  }

  static Value format(Value.Text format, Value values, Machine machine) {
    if (format.safe()) {
      throw Fault.unsupported("formatting Markup");
    }
    PercentFormat run = new PercentFormat(format.value(), values, machine);
    run.run();
    // A mapping or a list may be left unused, as in Python; other values may not.
    boolean mapping =
        values instanceof DictValue
            || values instanceof Value.ListValue
            || values instanceof Undefined;
    if (!mapping && run.used < run.values.size()) {
      throw Fault.type("not all arguments converted during string formatting");
    }
    return machine.budget().text(run.out.toString());
  }

  private void run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
      } else {
        conversion();
      }
    }
  }

  private void conversion() {
    Value member = member();
    String flags = flags();
    int width = number();
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, number());
    }
    while ("hlL".indexOf(peek()) >= 0 && at < format.length()) {
      at++;
    }
    if (at >= format.length()) {
      throw Fault.value("incomplete format");
    }
    char type = format.charAt(at++);
    if (type == '%') {
      out.append('%');
      return;
    }
    Value value = member == null ? next() : member;
    String text = convert(value, type, flags, width, precision);
    machine.budget().allocate(text.length());
    out.append(text);
  }

  private char peek() {
    return at < format.length() ? format.charAt(at) : 0;
  }

  private @Nullable Value member() {
    if (peek() != '(') {
      return null;
    }
    if (named == null) {
      throw Fault.type("format requires a mapping");
    }
    int start = ++at;
    int depth = 1;
    while (depth > 0) {
      if (at >= format.length()) {
        throw Fault.value("incomplete format key");
      }
      char c = format.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    String key = format.substring(start, at - 1);
    Value value = named.get(key);
    if (value == null) {
      throw new Fault("KeyError: " + PythonText.quote(key));
    }
    return value;
  }

  private String flags() {
    int start = at;
    while (at < format.length() && "#0- +".indexOf(peek()) >= 0) {
      at++;
    }
    return format.substring(start, at);
  }

  private int number() {
    if (peek() == '*') {
      at++;
      return Numbers.index(next());
    }
    int number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = Math.min(1_000_000, number * 10 + format.charAt(at++) - '0');
    }
    return number;
  }

  private Value next() {
    if (used >= values.size()) {
      throw Fault.type("not enough arguments for format string");
    }
    return values.get(used++);
  }

  private String convert(Value value, char type, String flags, int width, int precision) {
    FormatSpec spec = FormatSpec.percent(flags, width, precision, type);
    return switch (type) {
      case 's' -> text(machine.string(value), flags, width, precision);
      case 'r' -> text(PythonText.repr(value, machine.budget()), flags, width, precision);
      case 'd', 'i', 'u' -> integer(value, FormatSpec.percent(flags, width, precision, 'd'));
      case 'x', 'X', 'o' -> {
        if (!Numbers.isInteger(value)) {
          throw Fault.type("%" + type + " format: an integer is required, not " + value.typeName());
        }
        yield integer(value, spec);
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> spec.number(Value.of(asReal(value)));
      case 'c' -> text(character(value), flags, width, -1);
      default -> throw Fault.value("unsupported format character '" + type + "'");
    };
  }

  private static String text(String text, String flags, int width, int precision) {
    String align = flags.contains("-") ? "-" : "";
    return FormatSpec.percent(align, width, precision, 's').text(text);
  }

  private static String integer(Value value, FormatSpec spec) {
    if (spec.precision() >= 0) {
      throw Fault.unsupported("a precision with an integer");
    }
    BigInteger integer =
        value instanceof Value.Real real ? Numbers.truncate(real.value()) : requireNumber(value);
    return spec.number(Value.of(integer));
  }

  private static BigInteger requireNumber(Value value) {
    if (!Numbers.isInteger(value)) {
      throw Fault.type("%d format: a real number is required, not " + value.typeName());
    }
    return Numbers.integer(value);
  }

  private static double asReal(Value value) {
    if (!Numbers.isNumber(value)) {
      throw Fault.type("must be real number, not " + value.typeName());
    }
    return Numbers.real(value);
  }

  private static String character(Value value) {
    if (value instanceof Value.Text text && CodePoints.length(text.value()) == 1) {
      return text.value();
    }
    int point = Numbers.isInteger(value) ? Numbers.index(value) : -1;
    if (!Character.isValidCodePoint(point)) {
      throw Fault.type("%c requires int or char");
    }
    return Character.toString(point);
  }
}

package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Filters that make a number. */
final class NumberFilters {
  private static final List<String> DECIMAL_UNITS =
      List.of("kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
  private static final List<String> BINARY_UNITS =
      List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB");

  private NumberFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("int", NumberFilters::toInteger);
    filters.put("float", NumberFilters::toReal);
    filters.put("abs", NumberFilters::absolute);
    filters.put("round", NumberFilters::round);
    filters.put("sum", NumberFilters::sum);
    filters.put("filesizeformat", NumberFilters::fileSize);
  }

  private static Value toInteger(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", "default?", "base?");
    Value otherwise = bound.find("default") == null ? Value.of(0) : bound.get("default");
    return switch (value) {
      case Undefined undefined -> throw undefined.fault();
      case Value.Text text -> parsed(text.value(), bound.integer("base", 10), otherwise);
      case Value.Int integer -> integer;
      case Value.Bool bool -> Value.of(Numbers.integer(bool));
      case Value.Real real -> truncated(real.value(), otherwise);
      default -> otherwise;
    };
  }

  private static Value parsed(String text, int base, Value otherwise) {
    if (base != 0 && (base < 2 || base > 36)) {
      return viaReal(text, otherwise);
    }
    return NumberText.parseInteger(text, base)
        .map(integer -> (Value) Value.of(integer))
        .orElseGet(() -> viaReal(text, otherwise));
  }

  private static Value viaReal(String text, Value otherwise) {
    var real = NumberText.parseReal(text);
    return real.isEmpty() ? otherwise : truncated(real.getAsDouble(), otherwise);
  }

  private static Value truncated(double value, Value otherwise) {
    return Double.isFinite(value) ? Value.of(Numbers.truncate(value)) : otherwise;
  }

  private static Value toReal(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("float", "default?");
    Value otherwise = bound.find("default") == null ? Value.of(0.0) : bound.get("default");
    return switch (value) {
      case Undefined undefined -> throw undefined.fault();
      case Value.Text text -> {
        var real = NumberText.parseReal(text.value());
        yield real.isEmpty() ? otherwise : Value.of(real.getAsDouble());
      }
      case Value number when Numbers.isNumber(number) -> Value.of(Numbers.real(number));
      default -> otherwise;
    };
  }

  private static Value absolute(Machine machine, Value value, Arguments arguments) {
    arguments.bind("abs");
    if (value instanceof Value.Real real) {
      return Value.of(Math.abs(real.value()));
    }
    if (!Numbers.isInteger(value)) {
      throw Fault.type("bad operand type for abs(): '" + value.typeName() + "'");
    }
    return Value.of(Numbers.integer(value).abs());
  }

  private static Value round(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", "precision?", "method?");
    int precision = bound.integer("precision", 0);
    String method = bound.find("method") == null ? "common" : TextMethods.required(bound, "method");
    if (Math.abs((long) precision) > 400) {
      throw Fault.unsupported("rounding to " + precision + " places");
    }
    if (!Numbers.isNumber(value)) {
      throw Fault.type("type " + value.typeName() + " doesn't define __round__");
    }
    return switch (method) {
      case "common" -> common(value, precision);
      case "ceil", "floor" -> directed(value, precision, method.equals("ceil"));
      default -> throw new Fault("method must be common, ceil or floor");
    };
  }

  private static Value common(Value value, int precision) {
    if (Numbers.isInteger(value)) {
      BigDecimal exact = new BigDecimal(Numbers.integer(value));
      return precision >= 0
          ? Value.of(Numbers.integer(value))
          : Value.of(exact.setScale(precision, RoundingMode.HALF_EVEN).toBigInteger());
    }
    double real = Numbers.real(value);
    if (!Double.isFinite(real)) {
      return value;
    }
    double rounded = new BigDecimal(real).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
    return Value.of(Math.copySign(rounded, real));
  }

  /** {@code ceil(value * 10**precision) / 10**precision}, step by step as in Python. */
  private static Value directed(Value value, int precision, boolean up) {
    Value power = PythonArithmetic.numbers("**", Value.of(10), Value.of(precision));
    Value scaled = PythonArithmetic.numbers("*", value, power);
    BigInteger whole;
    if (Numbers.isInteger(scaled)) {
      whole = Numbers.integer(scaled);
    } else {
      double real = Numbers.real(scaled);
      whole = up ? Numbers.ceiling(real) : Numbers.floor(real);
    }
    return PythonArithmetic.numbers("/", Value.of(whole), power);
  }

  private static Value sum(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", "attribute?", "start?");
    Value total = bound.find("start") == null ? Value.of(0) : bound.get("start");
    if (total instanceof Value.Text) {
      throw Fault.type("sum() can't sum strings");
    }
    AttributePath path = AttributePath.of(bound.find("attribute"));
    for (Value item : Iteration.list(value, machine.budget())) {
      total = PythonArithmetic.apply("+", total, path.in(item, machine.budget()), machine);
    }
    return total;
  }

  private static Value fileSize(Machine machine, Value value, Arguments arguments) {
    boolean binary = arguments.bind("filesizeformat", "binary?").flag("binary");
    double bytes =
        value instanceof Value.Text text
            ? NumberText.parseReal(text.value())
                .orElseThrow(() -> Fault.value("could not convert string to float"))
            : Numbers.real(value);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return Value.of("1 Byte");
    }
    if (bytes < base) {
      return Value.of(Numbers.truncate(bytes) + " Bytes");
    }
    double unit = base;
    int index = 0;
    while (index < 7 && bytes >= unit * base) {
      unit *= base;
      index++;
    }
    String prefix = (binary ? BINARY_UNITS : DECIMAL_UNITS).get(index);
    return Value.of(FormatSpec.parse(".1f").number(Value.of(bytes / unit)) + " " + prefix);
  }
}

package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * How to lay out one value: {@code [[fill]align][sign][#][0][width][,][.precision][type]}.
 *
 * @param fill the fill character, as a text
 * @param align one of {@code < > ^ =}, or 0 for the type's own
 * @param sign one of {@code + -} and space
 * @param precision -1 for none
 * @param type 0 for none
 */
record FormatSpec(
    String fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {
  private static final int MAX = 100_000;

  /** Parses the part of a replacement field after the colon. */
  static FormatSpec parse(String spec) {
    return new Parser(spec).parse();
  }

  /** Reads a spec from left to right. */
  private static final class Parser {
    private final String spec;
    private int at;

    Parser(String spec) {
      this.spec = spec;
    }

    FormatSpec parse() {
      String fill = " ";
      char align = 0;
      int second = spec.isEmpty() ? 0 : Character.charCount(spec.codePointAt(0));
      if (second < spec.length() && "<>^=".indexOf(spec.charAt(second)) >= 0) {
        fill = spec.substring(0, second);
        align = spec.charAt(second);
        at = second + 1;
      } else {
        align = take("<>^=");
      }
      char sign = take("+- ");
      boolean alternate = take("#") != 0;
      if (take("0") != 0 && align == 0) {
        fill = "0";
        align = '=';
      }
      int width = number();
      char grouping = take(",_");
      int precision = take(".") == 0 ? -1 : requiredNumber();
      char type = take("bcdeEfFgGnosxX%");
      if (at != spec.length()) {
        throw Fault.value("invalid format specifier '" + spec + "'");
      }
      return new FormatSpec(
          fill, align, sign == 0 ? '-' : sign, alternate, width, grouping, precision, type);
    }

    private char take(String choices) {
      boolean found = at < spec.length() && choices.indexOf(spec.charAt(at)) >= 0;
      return found ? spec.charAt(at++) : 0;
    }

    private int requiredNumber() {
      int start = at;
      int number = number();
      if (at == start) {
        throw Fault.value("format specifier is missing a precision");
      }
      return number;
    }

    private int number() {
      int number = 0;
      while (at < spec.length() && spec.charAt(at) >= '0' && spec.charAt(at) <= '9') {
        number = number * 10 + spec.charAt(at++) - '0';
        if (number > MAX) {
          throw Fault.value("too wide a format");
        }
      }
      return number;
    }
  }

  String text(String text) {
    if (type != 0 && type != 's') {
      throw Fault.value("unknown format code '" + type + "' for object of type 'str'");
    }
    if (align == '=' || sign != '-') {
      throw Fault.value("sign or '=' alignment is not allowed for a string");
    }
    boolean cut = precision >= 0 && precision < CodePoints.length(text);
    return pad("", cut ? CodePoints.substring(text, 0, precision) : text, '<');
  }

  String number(Value value) {
    if (value instanceof Value.Real || "eEfFgG%".indexOf(type) >= 0 && type != 0) {
      return real(Numbers.real(value));
    }
    return integer(Numbers.integer(value));
  }

  private String integer(BigInteger value) {
    if (precision >= 0) {
      throw Fault.value("precision is not allowed in an integer format");
    }
    String digits =
        switch (type) {
          case 0, 'd', 'n' -> grouped(value.abs().toString(), 3);
          case 'b' -> grouped(value.abs().toString(2), 4);
          case 'o' -> grouped(value.abs().toString(8), 4);
          case 'x' -> grouped(value.abs().toString(16), 4);
          case 'X' -> grouped(value.abs().toString(16).toUpperCase(Locale.ROOT), 4);
          default -> throw Fault.unsupported("the format code '" + type + "' of an integer");
        };
    String prefix = alternate && "boxX".indexOf(type) >= 0 && type != 0 ? "0" + type : "";
    return pad(signOf(value.signum() < 0) + prefix, digits, '>');
  }

  private String signOf(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String real(double value) {
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    String body;
    if (!Double.isFinite(value)) {
      body = Double.isNaN(value) ? "nan" : "inf";
      body = type != 0 && Character.isUpperCase(type) ? body.toUpperCase(Locale.ROOT) : body;
    } else {
      body = groupedReal(digits(Math.abs(value)));
    }
    return pad(signOf(negative), body, '>');
  }

  private String groupedReal(String digits) {
    int end = 0;
    while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
      end++;
    }
    return grouped(digits.substring(0, end), 3) + digits.substring(end);
  }

  private String digits(double value) {
    int places = precision < 0 ? 6 : precision;
    return switch (type) {
      case 'f', 'F' -> fixed(new BigDecimal(value), places);
      case '%' -> fixed(new BigDecimal(value * 100), places) + "%";
      case 'e' -> scientific(value, places);
      case 'E' -> scientific(value, places).toUpperCase(Locale.ROOT);
      case 'g' -> general(value, Math.max(1, places), Math.max(1, places), alternate);
      case 'G' ->
          general(value, Math.max(1, places), Math.max(1, places), alternate)
              .toUpperCase(Locale.ROOT);
      case 0 -> precision < 0 ? NumberText.repr(value) : generalWithPoint(value);
      default -> throw Fault.value("unknown format code '" + type + "' for object of type 'float'");
    };
  }

  private String fixed(BigDecimal value, int places) {
    String text = value.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && places == 0 ? text + "." : text;
  }

  private static String scientific(double value, int places) {
    if (value == 0) {
      return "0" + (places > 0 ? "." + "0".repeat(places) : "") + "e+00";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().toString();
    int exponent = digits.length() - 1 - rounded.scale();
    digits = (digits + "0".repeat(places + 1)).substring(0, places + 1);
    String mantissa = places > 0 ? digits.charAt(0) + "." + digits.substring(1) : digits;
    return mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String general(double value, int digits, int limit, boolean keepZeros) {
    String scientific = scientific(value, digits - 1);
    int e = scientific.indexOf('e');
    int exponent = Integer.parseInt(scientific.substring(e + 1));
    if (exponent < -4 || exponent >= limit) {
      return trimmed(scientific.substring(0, e), keepZeros) + scientific.substring(e);
    }
    BigDecimal rounded =
        new BigDecimal(value).setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN);
    return trimmed(rounded.toPlainString(), keepZeros);
  }

  private static String trimmed(String number, boolean keepZeros) {
    return keepZeros || number.indexOf('.') < 0 ? number : number.replaceFirst("[.]?0*+$", "");
  }

  /** As {@code g}, but one exponent earlier, and with at least one digit after the point. */
  private String generalWithPoint(double value) {
    int digits = Math.max(1, precision);
    String text = general(value, digits, digits - 1, false);
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  private String grouped(String digits, int size) {
    if (grouping == 0) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int at = digits.length() - size; at > 0; at -= size) {
      out.insert(at, grouping);
    }
    return out.toString();
  }

  private String pad(String sign, String body, char otherwise) {
    int missing = Math.max(0, width - CodePoints.length(sign) - CodePoints.length(body));
    return switch (align == 0 ? otherwise : align) {
      case '<' -> sign + body + fill.repeat(missing);
      case '^' -> fill.repeat(missing / 2) + sign + body + fill.repeat(missing - missing / 2);
      case '=' -> zeroGrouped(sign, body, missing);
      default -> fill.repeat(missing) + sign + body;
    };
  }

  private String zeroGrouped(String sign, String body, int missing) {
    if (grouping != 0 && fill.equals("0") && missing > 0) {
      throw Fault.unsupported("zero padding with a thousands separator");
    }
    return sign + fill.repeat(missing) + body;
  }

  /** A spec without alignment, for percent formatting. */
  static FormatSpec percent(String flags, int width, int precision, char type) {
    boolean left = flags.contains("-");
    boolean zero = flags.contains("0") && !left;
    char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
    return new FormatSpec(
        zero ? "0" : " ",
        left ? '<' : zero ? '=' : '>',
        sign,
        flags.contains("#"),
        checked(width),
        (char) 0,
        checked(precision),
        type);
  }

  private static int checked(int number) {
    if (number > MAX) {
      throw Fault.value("too wide a format");
    }
    return number;
  }
}

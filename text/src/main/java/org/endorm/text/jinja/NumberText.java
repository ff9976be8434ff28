package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as Python prints and reads them. */
final class NumberText {
  private static final int MAX_DIGITS = 4300;

  private NumberText() {}

  /** {@code repr(float)}: the shortest digits that read back, exponents below -4 and from 16. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    int point = digits.length() - shortest.scale();
    String text = point > 16 || point < -3 ? scientific(digits, point) : plain(digits, point);
    return value < 0 ? "-" + text : text;
  }

  /** Java's digits are the shortest too, except that it never gives fewer than two. */
  private static BigDecimal shortest(double value) {
    BigDecimal two = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (two.precision() == 2) {
      BigDecimal one =
          new BigDecimal(String.format(Locale.ROOT, "%.0e", value)).stripTrailingZeros();
      return one.doubleValue() == value ? one : two;
    }
    return two;
  }

  private static String scientific(String digits, int point) {
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    int exponent = point - 1;
    return mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String plain(String digits, int point) {
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length()) + ".0";
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }

  /** {@code int(text, base)} for a base of 0 or 2 to 36; empty where it does not parse. */
  static Optional<BigInteger> parseInteger(String text, int base) {
    String body = CodePoints.strip(text);
    boolean negative = body.startsWith("-");
    if (negative || body.startsWith("+")) {
      body = body.substring(1);
    }
    int prefix = prefixBase(body);
    int radix = base == 0 ? Math.max(prefix, 10) : base;
    if (prefix > 0 && prefix == radix) {
      body = body.substring(body.startsWith("_", 2) ? 3 : 2);
    } else if (base == 0 && body.matches("0[0_]*[1-9].*")) {
      return Optional.empty();
    }
    return digits(body, radix).map(value -> negative ? value.negate() : value);
  }

  private static int prefixBase(String body) {
    if (body.length() < 3 || body.charAt(0) != '0') {
      return 0;
    }
    return switch (Character.toLowerCase(body.charAt(1))) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 0;
    };
  }

  private static Optional<BigInteger> digits(String body, int radix) {
    if (body.isEmpty() || body.startsWith("_") || body.endsWith("_") || body.contains("__")) {
      return Optional.empty();
    }
    String plain = body.replace("_", "");
    boolean valid = plain.codePoints().allMatch(c -> Character.digit(c, radix) >= 0);
    if (!valid) {
      return Optional.empty();
    }
    if (plain.length() > MAX_DIGITS) {
      throw Fault.value("an integer exceeds 4300 digits");
    }
    return Optional.of(new BigInteger(plain, radix));
  }

  /** {@code float(text)}; empty where it does not parse. */
  static OptionalDouble parseReal(String text) {
    String body = CodePoints.strip(text).toLowerCase(Locale.ROOT);
    String unsigned = body.startsWith("-") || body.startsWith("+") ? body.substring(1) : body;
    double sign = body.startsWith("-") ? -1 : 1;
    return switch (unsigned) {
      case "inf", "infinity" -> OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
      case "nan" -> OptionalDouble.of(Double.NaN);
      default -> decimal(unsigned, sign);
    };
  }

  private static OptionalDouble decimal(String unsigned, double sign) {
    String plain = unsigned.replaceAll("(?<=[0-9])_(?=[0-9])", "");
    boolean valid =
        unsigned.length() <= MAX_DIGITS
            && plain.matches("([0-9]++[.]?+[0-9]*+|[.][0-9]++)(e[+-]?+[0-9]++)?+");
    return valid ? OptionalDouble.of(sign * Double.parseDouble(plain)) : OptionalDouble.empty();
  }
}

package org.endorm.text.jinja;

import java.math.BigInteger;

/**
 * Number literals: decimal, {@code 0x}, {@code 0o}, {@code 0b}, floats, with underscores between.
 */
final class NumberLiteral {
  private static final int MAX_DIGITS = 4300;

  private NumberLiteral() {}

  /** Where a float that starts here ends, or -1 where none does. */
  static int floatEnd(String source, int start) {
    int whole = digits(source, start);
    if (whole < 0) {
      return -1;
    }
    int fraction = at(source, whole) == '.' ? digits(source, whole + 1) : -1;
    int mantissa = Math.max(whole, fraction);
    int exponent = exponentEnd(source, mantissa);
    return exponent > 0 ? exponent : fraction;
  }

  private static int exponentEnd(String source, int at) {
    if (Character.toLowerCase(at(source, at)) != 'e') {
      return -1;
    }
    char sign = at(source, at + 1);
    return digits(source, sign == '+' || sign == '-' ? at + 2 : at + 1);
  }

  /** Where an integer that starts here ends; a digit stands here. */
  static int integerEnd(String source, int start) {
    if (at(source, start) != '0') {
      return digits(source, start);
    }
    int radix = radix(at(source, start + 1));
    int end = radix == 0 ? -1 : run(source, start + 2, radix, true);
    return end > 0 ? end : zeros(source, start);
  }

  private static int zeros(String source, int start) {
    int at = start + 1;
    while (at(source, at) == '0' || (at(source, at) == '_' && at(source, at + 1) == '0')) {
      at++;
    }
    return at;
  }

  private static int radix(char letter) {
    return switch (Character.toLowerCase(letter)) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 0;
    };
  }

  private static int digits(String source, int start) {
    return run(source, start, 10, false);
  }

  private static int run(String source, int start, int radix, boolean underscoreFirst) {
    int at = start;
    boolean any = false;
    while (true) {
      boolean underscore = at(source, at) == '_' && (any || underscoreFirst);
      int digit = underscore ? at + 1 : at;
      char c = at(source, digit);
      if (c > 127 || Character.digit(c, radix) < 0) {
        return any ? at : -1;
      }
      at = digit + 1;
      any = true;
    }
  }

  private static char at(String source, int index) {
    return index < source.length() ? source.charAt(index) : 0;
  }

  static Value integer(Token token) {
    String text = token.text().replace("_", "");
    if (text.length() > MAX_DIGITS) {
      throw new TemplateSyntaxFault(token.line(), "a number is too long");
    }
    int radix = text.length() > 1 ? radix(text.charAt(1)) : 0;
    return Value.of(radix == 0 ? new BigInteger(text) : new BigInteger(text.substring(2), radix));
  }

  static Value real(Token token) {
    return Value.of(Double.parseDouble(token.text().replace("_", "")));
  }
}

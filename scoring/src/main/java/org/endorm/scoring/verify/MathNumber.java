package org.endorm.scoring.verify;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as results write it: an integer, a decimal, a fraction, or one of these times a power of
 * ten.
 */
record MathNumber(BigDecimal value) {
  /** By how much, relative to the larger, two may differ: rounded decimals of one fraction do. */
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");

  private static final String DECIMAL = "[+-]?(?:\\d{1,60}(?:\\.\\d{0,60})?|\\.\\d{1,60})";
  private static final Pattern PLAIN = Pattern.compile("(" + DECIMAL + ")(?:[eE]([+-]?\\d{1,3}))?");
  private static final Pattern POWER =
      Pattern.compile("(" + DECIMAL + ")(?:\\\\times|\\\\cdot|\\*)10\\^\\{?([+-]?\\d{1,3})\\}?");
  private static final Pattern FRACTION =
      Pattern.compile("([+-]?)\\\\frac\\{(" + DECIMAL + ")\\}\\{(" + DECIMAL + ")\\}");
  private static final Pattern RATIO = Pattern.compile("(" + DECIMAL + ")/(" + DECIMAL + ")");

  /** The number that a text is, empty if it is none. */
  static Optional<MathNumber> parse(String text) {
    Matcher plain = PLAIN.matcher(text);
    if (plain.matches()) {
      return Optional.of(scaled(plain.group(1), plain.group(2)));
    }
    Matcher power = POWER.matcher(text);
    if (power.matches()) {
      return Optional.of(scaled(power.group(1), power.group(2)));
    }
    Matcher fraction = FRACTION.matcher(text);
    if (fraction.matches()) {
      return ratio(fraction.group(1).equals("-"), fraction.group(2), fraction.group(3));
    }
    Matcher ratio = RATIO.matcher(text);
    return ratio.matches() ? ratio(false, ratio.group(1), ratio.group(2)) : Optional.empty();
  }

  private static MathNumber scaled(String digits, @Nullable String exponent) {
    int power = exponent == null ? 0 : Integer.parseInt(exponent);
    return new MathNumber(new BigDecimal(digits).scaleByPowerOfTen(power));
  }

  private static Optional<MathNumber> ratio(boolean negative, String above, String below) {
    BigDecimal divisor = new BigDecimal(below);
    if (divisor.signum() == 0) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(above).divide(divisor, MathContext.DECIMAL128);
    return Optional.of(new MathNumber(negative ? value.negate() : value));
  }

  /** Whether two are equal, up to rounding. */
  boolean near(MathNumber other) {
    BigDecimal larger = value.abs().max(other.value.abs());
    return value.subtract(other.value).abs().compareTo(larger.multiply(TOLERANCE)) <= 0;
  }
}

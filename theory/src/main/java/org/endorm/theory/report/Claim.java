package org.endorm.theory.report;

import java.util.Locale;
import org.endorm.theory.ExponentFit;
import org.jspecify.annotations.Nullable;

/**
 * One statement that was measured: the number found, and the bound it keeps to if the statement
 * holds.
 *
 * @param claim begins with {@code Proposition 1}, {@code Theorem 1}, {@code Theorem 2} or {@code
 *     Beyond:}; a counter-example is worded as a claim that holds
 * @param measured what was found
 * @param relation how it must stand to the bound
 * @param bound the right side
 * @param fit where {@code measured} is a fitted exponent, its interval
 */
public record Claim(
    String claim, double measured, Relation relation, double bound, @Nullable ExponentFit fit) {
  /** How far a fitted exponent may lie from the one that holds in the limit H → ∞. */
  private static final double EXPONENT_TOLERANCE = 0.05;

  /** How a measured number stands to its bound. */
  public enum Relation {
    AT_MOST("≤"),
    AT_LEAST("≥"),
    ABOUT("≈");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    /** The sign between the two numbers. */
    public String sign() {
      return sign;
    }
  }

  /**
   * @throws IllegalArgumentException if a number is not finite: nothing was measured then
   */
  public Claim {
    if (!Double.isFinite(measured) || !Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "'" + claim + "' measured " + measured + " against " + bound);
    }
  }

  static Claim atMost(String claim, double measured, double bound) {
    return new Claim(claim, measured, Relation.AT_MOST, bound, null);
  }

  static Claim atLeast(String claim, double measured, double bound) {
    return new Claim(claim, measured, Relation.AT_LEAST, bound, null);
  }

  static Claim exponent(String claim, ExponentFit fit, double expected) {
    return new Claim(claim, fit.exponent(), Relation.ABOUT, expected, fit);
  }

  /** Whether the measured number keeps to the bound. */
  public boolean holds() {
    return switch (relation) {
      case AT_MOST -> measured <= bound;
      case AT_LEAST -> measured >= bound;
      case ABOUT -> Math.abs(measured - bound) <= EXPONENT_TOLERANCE;
    };
  }

  /** The measured number as people read it, with its interval. */
  public String measuredText() {
    return fit == null
        ? number(measured)
        : String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", measured, fit.low(), fit.high());
  }

  /** The bound as people read it, with its sign. */
  public String boundText() {
    return relation.sign() + " " + number(bound);
  }

  /** Four significant digits; powers of ten where there are many zeros. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, size < 1e-3 || size >= 1e6 ? "%.2e" : "%.4f", value);
  }
}

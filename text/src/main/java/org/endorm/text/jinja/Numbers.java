package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Python's numbers: conversions between int, float, bool and text. */
final class Numbers {
  /** As many digits as Python prints, 4300, in bits. */
  static final int MAX_BITS = 14_284;

  private Numbers() {}

  static BigInteger bounded(BigInteger value) {
    if (value.bitLength() > MAX_BITS) {
      throw Fault.value("an integer exceeds 4300 digits");
    }
    return value;
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
  }

  static boolean isInteger(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool;
  }

  /** The integer that an int or bool is. */
  static BigInteger integer(Value value) {
    return switch (value) {
      case Value.Int integer -> integer.value();
      case Value.Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
      case Undefined undefined -> throw undefined.fault();
      default ->
          throw Fault.type("'" + value.typeName() + "' object cannot be interpreted as an integer");
    };
  }

  /** An integer as an index, cut to what an {@code int} holds. */
  static int index(Value value) {
    BigInteger integer = integer(value);
    if (integer.bitLength() < 32) {
      return integer.intValue();
    }
    return integer.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  static double real(Value value) {
    return value instanceof Value.Real real ? real.value() : toReal(integer(value));
  }

  static double toReal(BigInteger value) {
    double real = value.doubleValue();
    if (Double.isInfinite(real)) {
      throw new Fault("OverflowError: int too large to convert to float");
    }
    return real;
  }

  /** Python's {@code int(float)}: towards zero. */
  static BigInteger truncate(double value) {
    if (Double.isNaN(value)) {
      throw Fault.value("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(value)) {
      throw new Fault("OverflowError: cannot convert float infinity to integer");
    }
    return new BigDecimal(value).toBigInteger();
  }

  static BigInteger floor(double value) {
    truncate(value);
    return new BigDecimal(value).setScale(0, RoundingMode.FLOOR).unscaledValue();
  }

  static BigInteger ceiling(double value) {
    truncate(value);
    return new BigDecimal(value).setScale(0, RoundingMode.CEILING).unscaledValue();
  }
}

package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic operators. */
final class PythonArithmetic {
  private PythonArithmetic() {}

  static Value sign(boolean minus, Value operand) {
    if (operand instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (operand instanceof Value.Real real) {
      return Value.of(minus ? -real.value() : real.value());
    }
    if (!Numbers.isInteger(operand)) {
      throw Fault.type("bad operand type for unary sign: '" + operand.typeName() + "'");
    }
    BigInteger value = Numbers.integer(operand);
    return Value.of(minus ? value.negate() : value);
  }

  static Value apply(String operator, Value left, Value right, Machine machine) {
    if (operator.equals("%") && left instanceof Value.Text format) {
      return PercentFormat.format(format, right, machine);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return numbers(operator, left, right);
    }
    return switch (operator) {
      case "+" -> add(left, right, machine.budget());
      case "*" -> repeat(left, right, machine.budget());
      default -> throw mismatch(operator, left, right);
    };
  }

  private static Fault mismatch(String operator, Value left, Value right) {
    return Fault.type(
        "unsupported operand type(s) for "
            + operator
            + ": '"
            + left.typeName()
            + "' and '"
            + right.typeName()
            + "'");
  }

  private static Value add(Value left, Value right, Budget budget) {
    return switch (left) {
      case Value.Text a when right instanceof Value.Text b -> Markup.join(a, b, budget);
      case Value.ListValue a when right instanceof Value.ListValue b ->
          Value.list(joined(a.items(), b.items(), budget));
      case Value.TupleValue a when right instanceof Value.TupleValue b ->
          new Value.TupleValue(joined(a.items(), b.items(), budget));
      default -> throw mismatch("+", left, right);
    };
  }

  private static List<Value> joined(List<Value> left, List<Value> right, Budget budget) {
    budget.allocate((long) (left.size() + right.size()) * Budget.ITEM);
    List<Value> items = new ArrayList<>(left);
    items.addAll(right);
    return items;
  }

  private static Value repeat(Value left, Value right, Budget budget) {
    if (Numbers.isInteger(left) && !Numbers.isInteger(right)) {
      return repeat(right, left, budget);
    }
    if (!Numbers.isInteger(right)) {
      throw mismatch("*", left, right);
    }
    int count = Math.max(0, Numbers.index(right));
    return switch (left) {
      case Value.Text text -> {
        budget.allocate((long) text.value().length() * count);
        yield new Value.Text(text.value().repeat(count), text.safe());
      }
      case Value.ListValue list -> Value.list(repeated(list.items(), count, budget));
      case Value.TupleValue tuple -> new Value.TupleValue(repeated(tuple.items(), count, budget));
      default -> throw mismatch("*", left, right);
    };
  }

  private static List<Value> repeated(List<Value> items, int count, Budget budget) {
    budget.allocate((long) items.size() * Budget.ITEM * count);
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < count && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return all;
  }

  /** {@code value % divisor} of two numbers. */
  static Value remainder(Value value, Value divisor) {
    if (!Numbers.isNumber(value) || !Numbers.isNumber(divisor)) {
      throw mismatch("%", value, divisor);
    }
    return numbers("%", value, divisor);
  }

  /** An operator between two numbers. */
  static Value numbers(String operator, Value left, Value right) {
    boolean integers = Numbers.isInteger(left) && Numbers.isInteger(right);
    return integers
        ? integers(operator, Numbers.integer(left), Numbers.integer(right))
        : reals(operator, Numbers.real(left), Numbers.real(right));
  }

  private static Value integers(String operator, BigInteger a, BigInteger b) {
    return switch (operator) {
      case "+" -> Value.of(a.add(b));
      case "-" -> Value.of(a.subtract(b));
      case "*" -> Value.of(a.multiply(b));
      case "/" -> Value.of(divide(a, nonZero(b)));
      case "//" -> Value.of(floorDivide(a, nonZero(b)));
      case "%" -> Value.of(a.subtract(floorDivide(a, nonZero(b)).multiply(b)));
      case "**" -> power(a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static BigInteger nonZero(BigInteger value) {
    if (value.signum() == 0) {
      throw new Fault("ZeroDivisionError: division by zero");
    }
    return value;
  }

  private static double divide(BigInteger a, BigInteger b) {
    if (a.bitLength() < 54 && b.bitLength() < 54) {
      return a.doubleValue() / b.doubleValue();
    }
    double quotient =
        new BigDecimal(a).divide(new BigDecimal(b), new MathContext(60)).doubleValue();
    if (Double.isInfinite(quotient)) {
      throw new Fault("OverflowError: integer division result too large for a float");
    }
    return quotient;
  }

  static BigInteger floorDivide(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return Value.of(realPower(Numbers.toReal(nonZero(base)), Numbers.toReal(exponent)));
    }
    boolean small = base.abs().compareTo(BigInteger.ONE) <= 0;
    BigInteger bits = exponent.multiply(BigInteger.valueOf(base.bitLength() - 1L));
    if (!small && bits.compareTo(BigInteger.valueOf(Numbers.MAX_BITS)) > 0) {
      throw Fault.value("an integer exceeds 4300 digits");
    }
    if (small) {
      boolean negative = base.signum() < 0 && exponent.testBit(0);
      return Value.of(exponent.signum() == 0 ? BigInteger.ONE : negative ? base : base.abs());
    }
    return Value.of(base.pow(exponent.intValueExact()));
  }

  private static Value reals(String operator, double a, double b) {
    return Value.of(
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> a / nonZero(b);
          case "//" -> realFloor(a, nonZero(b));
          case "%" -> modulo(a, nonZero(b));
          case "**" -> realPower(a, b);
          default -> throw new IllegalArgumentException(operator);
        });
  }

  private static double nonZero(double value) {
    if (value == 0) {
      throw new Fault("ZeroDivisionError: float division by zero");
    }
    return value;
  }

  private static double modulo(double a, double b) {
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0.0, b);
    }
    return (remainder < 0) == (b < 0) ? remainder : remainder + b;
  }

  private static double realFloor(double a, double b) {
    double quotient = (a - modulo(a, b)) / b;
    if (quotient == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double realPower(double a, double b) {
    if (a == 0 && b < 0) {
      throw new Fault("ZeroDivisionError: zero to a negative power");
    }
    if (a < 0 && Double.isFinite(b) && b != Math.rint(b)) {
      throw Fault.unsupported("a complex power");
    }
    double result = Math.pow(a, b);
    if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
      throw new Fault("OverflowError: numerical result out of range");
    }
    return result;
  }
}

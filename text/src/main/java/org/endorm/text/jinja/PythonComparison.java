package org.endorm.text.jinja;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Python's comparisons: equality across types, order within them, membership. */
final class PythonComparison {
  private PythonComparison() {}

  static boolean holds(String operator, Value left, Value right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      default -> ordered(operator, left, right, budget);
    };
  }

  private static boolean ordered(String operator, Value left, Value right, Budget budget) {
    if (isNan(left) || isNan(right)) {
      order(Value.of(0), isNan(left) ? right : left, operator, budget);
      return false;
    }
    int order = order(left, right, operator, budget);
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static boolean isNan(Value value) {
    return value instanceof Value.Real real && Double.isNaN(real.value());
  }

  static boolean equal(Value left, Value right, Budget budget) {
    budget.step();
    if (left == right) {
      return !isNan(left);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return !isNan(left) && !isNan(right) && compareNumbers(left, right) == 0;
    }
    return switch (left) {
      case Value.Text text ->
          right instanceof Value.Text other && text.value().equals(other.value());
      case Value.ListValue list ->
          right instanceof Value.ListValue other && equalLists(list.items(), other.items(), budget);
      case Value.TupleValue tuple ->
          right instanceof Value.TupleValue other
              && equalLists(tuple.items(), other.items(), budget);
      case DictValue dict -> right instanceof DictValue other && equalDicts(dict, other, budget);
      case Value.None none -> right instanceof Value.None;
      case Undefined undefined -> right instanceof Undefined;
      case Value.Range range -> range.equals(right);
      default -> false;
    };
  }

  static boolean equalLists(List<Value> left, List<Value> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalDicts(DictValue left, DictValue right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (DictValue.Entry entry : left.entries()) {
      Value other = right.get(entry.key());
      if (other == null || !equal(entry.value(), other, budget)) {
        return false;
      }
    }
    return true;
  }

  /** The order of two values that Python can order with {@code <}. */
  static int order(Value left, Value right, Budget budget) {
    return order(left, right, "<", budget);
  }

  private static int order(Value left, Value right, String operator, Budget budget) {
    budget.step();
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return compareNumbers(left, right);
    }
    return switch (left) {
      case Value.Text text when right instanceof Value.Text other ->
          compareTexts(text.value(), other.value());
      case Value.ListValue list when right instanceof Value.ListValue other ->
          compareLists(list.items(), other.items(), operator, budget);
      case Value.TupleValue tuple when right instanceof Value.TupleValue other ->
          compareLists(tuple.items(), other.items(), operator, budget);
      case Undefined undefined -> throw undefined.fault();
      default -> {
        if (right instanceof Undefined undefined) {
          throw undefined.fault();
        }
        throw Fault.type(
            "'"
                + operator
                + "' not supported between instances of '"
                + left.typeName()
                + "' and '"
                + right.typeName()
                + "'");
      }
    };
  }

  private static int compareNumbers(Value left, Value right) {
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return Numbers.integer(left).compareTo(Numbers.integer(right));
    }
    double x = left instanceof Value.Real real ? real.value() : 0;
    double y = right instanceof Value.Real real ? real.value() : 0;
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      return x < y ? -1 : x > y ? 1 : 0;
    }
    return exact(left).compareTo(exact(right));
  }

  private static BigDecimal exact(Value number) {
    return number instanceof Value.Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(Numbers.integer(number));
  }

  /** By code points, not by UTF-16 units. */
  private static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return Integer.compare(rank(left.charAt(i)), rank(right.charAt(i)));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Surrogates, which stand for the code points above all others, rank last. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  private static int compareLists(
      List<Value> left, List<Value> right, String operator, Budget budget) {
    int length = Math.min(left.size(), right.size());
    for (int i = 0; i < length; i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        return order(left.get(i), right.get(i), operator, budget);
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** {@code item in container}. */
  static boolean contains(Value container, Value item, Budget budget) {
    return switch (container) {
      case Value.Text text -> {
        if (!(item instanceof Value.Text part)) {
          throw Fault.type("'in <string>' requires string as left operand, not " + item.typeName());
        }
        yield text.value().contains(part.value());
      }
      case DictValue dict -> dict.get(item) != null;
      case DictView view when view.kind() == DictView.Kind.KEYS -> view.dict().get(item) != null;
      default -> search(container, item, budget);
    };
  }

  private static boolean search(Value container, Value item, Budget budget) {
    if (!Iteration.iterable(container)) {
      throw Fault.type("argument of type '" + container.typeName() + "' is not iterable");
    }
    Iterator<Value> items = Iteration.of(container);
    while (items.hasNext()) {
      if (equal(items.next(), item, budget)) {
        return true;
      }
    }
    return false;
  }
}

package org.endorm.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
sealed interface Expression {
  /** A constant. */
  record Literal(Value value) implements Expression {}

  /** A variable. */
  record Name(String name) implements Expression {}

  record TupleOf(List<Expression> items) implements Expression {}

  record ListOf(List<Expression> items) implements Expression {}

  record DictOf(List<Pair> pairs) implements Expression {}

  /** {@code key: value} in a dict. */
  record Pair(Expression key, Expression value) {}

  /** {@code -x} or {@code +x}. */
  record Sign(boolean minus, Expression operand) implements Expression {}

  record Not(Expression operand) implements Expression {}

  /** Both {@code and} and {@code or}: gives one of its operands. */
  record Logic(boolean and, Expression left, Expression right) implements Expression {}

  /** An arithmetic operator. */
  record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expression> parts) implements Expression {}

  /** {@code a < b <= c}: a chain, cut at the first that fails. */
  record Compare(Expression first, List<Comparison> rest) implements Expression {}

  /**
   * @param operator one of {@code == != < <= > >= in}, or {@code not in}
   */
  record Comparison(String operator, Expression right) {}

  /** {@code then if test else otherwise}. */
  record Conditional(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /** {@code target.name}. */
  record Attribute(Expression target, String name) implements Expression {}

  /** {@code target[index]}. */
  record Item(Expression target, Expression index) implements Expression {}

  /** {@code start:stop:step}. */
  record SliceOf(@Nullable Expression start, @Nullable Expression stop, @Nullable Expression step)
      implements Expression {}

  record Call(Expression target, CallArguments arguments) implements Expression {}

  /**
   * {@code target|name(arguments)}.
   *
   * @param target null where the filter takes the body of a block
   */
  record Filter(@Nullable Expression target, String name, CallArguments arguments)
      implements Expression {}

  /** {@code target is name(arguments)}. */
  record Test(Expression target, String name, CallArguments arguments) implements Expression {}

  /** What stands between the parentheses of a call. */
  record CallArguments(
      List<Expression> positional,
      List<Keyword> named,
      @Nullable Expression star,
      @Nullable Expression doubleStar) {
    static final CallArguments EMPTY = new CallArguments(List.of(), List.of(), null, null);
  }

  /** {@code name=value} in a call. */
  record Keyword(String name, Expression value) {}
}

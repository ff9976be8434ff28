package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.endorm.text.jinja.Expression.CallArguments;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions with Jinja2's precedences, from loosest: {@code if else}, {@code or}, {@code
 * and}, {@code not}, comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **} (to the
 * left), signs, then calls, attributes, filters and tests.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;

  /** Whether an unknown filter or test is an error only when it is reached. */
  private boolean soft;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Sets {@link #soft} and gives its old value. */
  boolean soft(boolean value) {
    boolean old = soft;
    soft = value;
    return old;
  }

  Expression expression() {
    tokens.enter();
    Expression expression = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      expression = new Expression.Conditional(test, expression, otherwise);
    }
    tokens.leave();
    return expression;
  }

  /** A tuple or a single expression; {@code conditional} allows a bare {@code a if b else c}. */
  Expression tuple(boolean conditional, @Nullable String endName) {
    return tuple(conditional, endName, false);
  }

  private Expression tuple(boolean conditional, @Nullable String endName, boolean parenthesised) {
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!tupleEnds(endName)) {
      items.add(conditional ? expression() : or());
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (comma) {
      return new Expression.TupleOf(List.copyOf(items));
    }
    if (items.isEmpty() && !parenthesised) {
      throw tokens.unexpected("an expression");
    }
    return items.isEmpty() ? new Expression.TupleOf(List.of()) : items.getFirst();
  }

  private boolean tupleEnds(@Nullable String endName) {
    Token token = tokens.current();
    return token.is(Token.Kind.VARIABLE_END)
        || token.is(Token.Kind.BLOCK_END)
        || token.isOperator(")")
        || (endName != null && token.isName(endName));
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Logic(false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.Logic(true, left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return compare();
    }
    tokens.enter();
    Expression operand = new Expression.Not(not());
    tokens.leave();
    return operand;
  }

  private Expression compare() {
    Expression first = sum();
    List<Expression.Comparison> rest = new ArrayList<>();
    for (String operator = comparison(); operator != null; operator = comparison()) {
      rest.add(new Expression.Comparison(operator, sum()));
    }
    return rest.isEmpty() ? first : new Expression.Compare(first, List.copyOf(rest));
  }

  private @Nullable String comparison() {
    Token token = tokens.current();
    if (token.is(Token.Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.look().isName("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    Expression left = concat();
    while (atOperator("+", "-")) {
      String operator = tokens.next().text();
      left = new Expression.Arithmetic(operator, left, concat());
    }
    return left;
  }

  private Expression concat() {
    Expression first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concat(List.copyOf(parts));
  }

  private Expression product() {
    Expression left = power();
    while (atOperator("*", "/", "//", "%")) {
      String operator = tokens.next().text();
      left = new Expression.Arithmetic(operator, left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.skipOperator("**")) {
      left = new Expression.Arithmetic("**", left, unary(true));
    }
    return left;
  }

  private boolean atOperator(String... operators) {
    Token token = tokens.current();
    return token.is(Token.Kind.OPERATOR) && List.of(operators).contains(token.text());
  }

  private Expression unary(boolean withFilters) {
    Expression expression;
    if (atOperator("-", "+")) {
      boolean minus = tokens.next().text().equals("-");
      tokens.enter();
      expression = new Expression.Sign(minus, unary(false));
      tokens.leave();
    } else {
      expression = primary();
    }
    expression = postfix(expression);
    return withFilters ? filters(expression) : expression;
  }

  private Expression primary() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> name(tokens.next().text());
      case STRING -> string();
      case INTEGER -> new Expression.Literal(NumberLiteral.integer(tokens.next()));
      case FLOAT -> new Expression.Literal(NumberLiteral.real(tokens.next()));
      case OPERATOR -> bracketed(token);
      default -> throw tokens.unexpected("an expression");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(Value.TRUE);
      case "false", "False" -> new Expression.Literal(Value.FALSE);
      case "none", "None" -> new Expression.Literal(Value.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression string() {
    StringBuilder text = new StringBuilder();
    while (tokens.current().is(Token.Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return new Expression.Literal(Value.of(text.toString()));
  }

  private Expression bracketed(Token token) {
    tokens.enter();
    Expression expression =
        switch (token.text()) {
          case "(" -> parenthesised();
          case "[" -> list();
          case "{" -> dict();
          default -> throw tokens.unexpected("an expression");
        };
    tokens.leave();
    return expression;
  }

  private Expression parenthesised() {
    tokens.next();
    Expression inner = tuple(true, null, true);
    tokens.expectOperator(")");
    return inner;
  }

  private Expression list() {
    tokens.next();
    List<Expression> items = new ArrayList<>();
    while (!tokens.current().isOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tokens.current().isOperator("]")) {
        break;
      }
      items.add(expression());
    }
    tokens.expectOperator("]");
    return new Expression.ListOf(List.copyOf(items));
  }

  private Expression dict() {
    tokens.next();
    List<Expression.Pair> pairs = new ArrayList<>();
    while (!tokens.current().isOperator("}")) {
      if (!pairs.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tokens.current().isOperator("}")) {
        break;
      }
      Expression key = expression();
      tokens.expectOperator(":");
      pairs.add(new Expression.Pair(key, expression()));
    }
    tokens.expectOperator("}");
    return new Expression.DictOf(List.copyOf(pairs));
  }

  private Expression postfix(Expression start) {
    Expression expression = start;
    while (true) {
      if (tokens.skipOperator(".")) {
        expression = member(expression);
      } else if (tokens.skipOperator("[")) {
        expression = new Expression.Item(expression, subscript());
      } else if (tokens.current().isOperator("(")) {
        expression = new Expression.Call(expression, arguments());
      } else {
        return expression;
      }
    }
  }

  private Expression member(Expression target) {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> new Expression.Attribute(target, token.text());
      case INTEGER ->
          new Expression.Item(target, new Expression.Literal(NumberLiteral.integer(token)));
      default -> throw tokens.fault("expected a name or number after '.'");
    };
  }

  private Expression subscript() {
    List<Expression> parts = new ArrayList<>();
    while (!tokens.current().isOperator("]")) {
      if (!parts.isEmpty()) {
        tokens.expectOperator(",");
      }
      parts.add(subscribed());
    }
    tokens.expectOperator("]");
    return parts.size() == 1 ? parts.getFirst() : new Expression.TupleOf(List.copyOf(parts));
  }

  private Expression subscribed() {
    Expression start = null;
    if (!tokens.current().isOperator(":")) {
      start = expression();
      if (!tokens.current().isOperator(":")) {
        return start;
      }
    }
    tokens.next();
    Expression stop = sliceEnds() ? null : expression();
    Expression step = null;
    if (tokens.skipOperator(":")) {
      step = sliceEnds() ? null : expression();
    }
    return new Expression.SliceOf(start, stop, step);
  }

  private boolean sliceEnds() {
    return atOperator(":", "]", ",");
  }

  /** Filters, tests and calls after an expression. */
  private Expression filters(Expression start) {
    Expression expression = start;
    while (true) {
      if (tokens.current().isOperator("|")) {
        expression = filterChain(expression);
      } else if (tokens.current().isName("is")) {
        expression = test(expression);
      } else if (tokens.current().isOperator("(")) {
        expression = new Expression.Call(expression, arguments());
      } else {
        return expression;
      }
    }
  }

  private Expression filterChain(@Nullable Expression start) {
    Expression expression = start;
    while (tokens.skipOperator("|")) {
      expression = filter(expression);
    }
    return Objects.requireNonNull(expression);
  }

  private Expression.Filter filter(@Nullable Expression target) {
    String name = dottedName();
    if (!soft && !Filters.exists(name)) {
      throw tokens.fault("no filter named '" + name + "'");
    }
    CallArguments arguments = tokens.current().isOperator("(") ? arguments() : CallArguments.EMPTY;
    return new Expression.Filter(target, name, arguments);
  }

  /** The filters of a block: the first has no target, its name stands without a bar. */
  Expression.Filter blockFilter() {
    Expression.Filter filter = filter(null);
    while (tokens.skipOperator("|")) {
      filter = filter(filter);
    }
    return filter;
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME, "a name").text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME, "a name").text());
    }
    return name.toString();
  }

  private Expression test(Expression target) {
    tokens.next();
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    if (!soft && !Tests.exists(name)) {
      throw tokens.fault("no test named '" + name + "'");
    }
    Expression test = new Expression.Test(target, name, testArguments());
    return negated ? new Expression.Not(test) : test;
  }

  private CallArguments testArguments() {
    if (tokens.current().isOperator("(")) {
      return arguments();
    }
    if (!startsTestArgument(tokens.current())) {
      return CallArguments.EMPTY;
    }
    if (tokens.current().isName("is")) {
      throw tokens.fault("tests cannot be chained with 'is'");
    }
    Expression argument = postfix(primary());
    return new CallArguments(List.of(argument), List.of(), null, null);
  }

  private static boolean startsTestArgument(Token token) {
    return switch (token.kind()) {
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }

  private CallArguments arguments() {
    tokens.enter();
    tokens.expectOperator("(");
    ArgumentList list = new ArgumentList();
    boolean first = true;
    while (!tokens.current().isOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator(")")) {
          break;
        }
      }
      first = false;
      list.parse();
    }
    tokens.expectOperator(")");
    tokens.leave();
    return list.build();
  }

  /** Collects the arguments of one call. */
  private final class ArgumentList {
    private final List<Expression> positional = new ArrayList<>();
    private final List<Expression.Keyword> named = new ArrayList<>();
    private @Nullable Expression star;
    private @Nullable Expression doubleStar;

    void parse() {
      if (tokens.skipOperator("*")) {
        require(star == null && doubleStar == null);
        star = expression();
      } else if (tokens.skipOperator("**")) {
        require(doubleStar == null);
        doubleStar = expression();
      } else if (tokens.current().is(Token.Kind.NAME) && tokens.look().isOperator("=")) {
        require(doubleStar == null);
        String name = tokens.next().text();
        tokens.next();
        named.add(new Expression.Keyword(name, expression()));
      } else {
        require(star == null && doubleStar == null && named.isEmpty());
        positional.add(expression());
      }
    }

    private void require(boolean valid) {
      if (!valid) {
        throw tokens.fault("invalid syntax for a call");
      }
    }

    CallArguments build() {
      return new CallArguments(List.copyOf(positional), List.copyOf(named), star, doubleStar);
    }
  }
}

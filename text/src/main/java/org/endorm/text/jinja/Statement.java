package org.endorm.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed statement, with the line it starts on. */
sealed interface Statement {
  int line();

  /** Text to print as it stands. */
  record Data(int line, String text) implements Statement {}

  /** {@code {{ expression }}}. */
  record Print(int line, Expression expression) implements Statement {}

  /**
   * A for loop.
   *
   * @param filter the condition after {@code if}
   * @param otherwise the {@code else} body, empty for none
   */
  record For(
      int line,
      Target target,
      Expression items,
      @Nullable Expression filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      Scope bodyScope,
      Scope filterScope,
      Scope otherwiseScope)
      implements Statement {}

  /** {@code if … elif … else}. */
  record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {}

  /** One condition of an {@code if} and what follows it. */
  record Branch(Expression test, List<Statement> body) {}

  /** {@code {% set target = expression %}}. */
  record Assign(int line, Target target, Expression expression) implements Statement {}

  /** {@code {% set target | filter %}…{% endset %}}. */
  record AssignBlock(
      int line,
      Target target,
      Expression.@Nullable Filter filter,
      List<Statement> body,
      Scope scope)
      implements Statement {}

  record With(
      int line, List<Target> targets, List<Expression> values, List<Statement> body, Scope scope)
      implements Statement {}

  record Macro(int line, String name, MacroBody macro) implements Statement {}

  /** {@code {% call(parameters) call %}…{% endcall %}}. */
  record CallBlock(int line, Expression.Call call, MacroBody caller) implements Statement {}

  record FilterBlock(int line, Expression.Filter filter, List<Statement> body, Scope scope)
      implements Statement {}

  /** {@code {% generation %}…{% endgeneration %}}: prints its body, in a scope of its own. */
  record Generation(int line, List<Statement> body, Scope scope) implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /**
   * A macro's parameters and body.
   *
   * @param defaults the values of the last parameters
   * @param caller whether the body uses {@code caller}
   * @param kwargs whether it uses {@code kwargs}
   * @param varargs whether it uses {@code varargs}
   */
  record MacroBody(
      List<String> parameters,
      List<Expression> defaults,
      List<Statement> body,
      boolean caller,
      boolean kwargs,
      boolean varargs,
      Scope scope) {}

  /** What an assignment writes to. */
  sealed interface Target {
    record Variable(String name) implements Target {}

    record Unpack(List<Target> targets) implements Target {}

    /** An attribute of a namespace. */
    record Member(String namespace, String attribute) implements Target {}
  }
}

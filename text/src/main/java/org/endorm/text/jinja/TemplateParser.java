package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.endorm.text.jinja.Statement.MacroBody;
import org.endorm.text.jinja.Statement.Target;
import org.jspecify.annotations.Nullable;

/** Parses a template to statements. */
final class TemplateParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  /** How many loops of this function body are open: where break and continue may stand. */
  private int loops;

  /** How many loops are open at all: {@code loop} cannot be assigned to there. */
  private int enclosingLoops;

  private TemplateParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * @throws TemplateSyntaxFault if it does not parse
   */
  static List<Statement> parse(String template) {
    TemplateParser parser = new TemplateParser(new TokenStream(Lexer.lex(template)));
    return parser.statements(Set.of());
  }

  /** Statements up to a tag that starts with one of the names, which stays the current token. */
  private List<Statement> statements(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (!tokens.current().is(Token.Kind.END)) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Data(token.line(), token.text()));
        case VARIABLE_BEGIN -> statements.add(print(token.line()));
        default -> {
          if (tokens.current().is(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
            tokens.leave();
            return List.copyOf(statements);
          }
          statements.add(statement());
          tokens.expect(Token.Kind.BLOCK_END, "'%}'");
        }
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.unexpected(String.join(" or ", ends));
    }
    tokens.leave();
    return List.copyOf(statements);
  }

  private Statement print(int line) {
    Expression expression = expressions.tuple(true, null);
    tokens.expect(Token.Kind.VARIABLE_END, "'}}'");
    return new Statement.Print(line, expression);
  }

  private Statement statement() {
    Token tag = tokens.expect(Token.Kind.NAME, "a tag name");
    int line = tag.line();
    return switch (tag.text()) {
      case "for" -> forLoop(line);
      case "if" -> ifElse(line);
      case "set" -> set(line);
      case "with" -> with(line);
      case "macro" -> macro(line);
      case "call" -> call(line);
      case "filter" -> filter(line);
      case "generation" -> generation(line);
      case "break" -> inLoop(new Statement.Break(line));
      case "continue" -> inLoop(new Statement.Continue(line));
      default ->
          throw new TemplateSyntaxFault(line, "the tag '" + tag.text() + "' is not supported here");
    };
  }

  private Statement inLoop(Statement statement) {
    if (loops == 0) {
      throw new TemplateSyntaxFault(statement.line(), "break or continue outside a loop");
    }
    return statement;
  }

  /** The body of a tag, up to one of the names. */
  private List<Statement> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    return statements(Set.of(ends));
  }

  /** A body up to its end tag, past it, in which unknown filters are errors at once. */
  private List<Statement> wholeBody(String end) {
    boolean soft = expressions.soft(false);
    List<Statement> body = body(end);
    tokens.next();
    expressions.soft(soft);
    return body;
  }

  private Statement forLoop(int line) {
    Target target = target("in", false);
    enclosingLoops++;
    requireNotLoop(target);
    tokens.expectName("in");
    Expression items = expressions.tuple(false, "recursive");
    Expression filter = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    boolean soft = expressions.soft(false);
    loops++;
    List<Statement> body = body("endfor", "else");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.next().text().equals("else")) {
      otherwise = body("endfor");
      tokens.next();
    }
    expressions.soft(soft);
    enclosingLoops--;
    return new Statement.For(
        line,
        target,
        items,
        filter,
        recursive,
        body,
        otherwise,
        new Scope(),
        new Scope(),
        new Scope());
  }

  private Statement ifElse(int line) {
    boolean soft = expressions.soft(true);
    List<Statement.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    String end = "elif";
    while (end.equals("elif")) {
      Expression test = expressions.tuple(false, null);
      branches.add(new Statement.Branch(test, body("elif", "else", "endif")));
      end = tokens.next().text();
    }
    if (end.equals("else")) {
      otherwise = body("endif");
      tokens.next();
    }
    expressions.soft(soft);
    return new Statement.If(line, List.copyOf(branches), otherwise);
  }

  private Statement set(int line) {
    Target target = target(null, true);
    requireNotLoop(target);
    if (tokens.skipOperator("=")) {
      return new Statement.Assign(line, target, expressions.tuple(true, null));
    }
    Expression.Filter filter = tokens.skipOperator("|") ? expressions.blockFilter() : null;
    return new Statement.AssignBlock(line, target, filter, wholeBody("endset"), new Scope());
  }

  private void requireNotLoop(Target target) {
    switch (target) {
      case Target.Variable variable when enclosingLoops > 0 && variable.name().equals("loop") ->
          throw tokens.fault("the special variable 'loop' cannot be assigned to in a loop");
      case Target.Unpack unpack -> unpack.targets().forEach(this::requireNotLoop);
      default -> {}
    }
  }

  private Target target(@Nullable String endName, boolean members) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    while (!targetEnds(endName)) {
      targets.add(singleTarget(members));
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (targets.isEmpty()) {
      throw tokens.unexpected("a name to assign to");
    }
    return comma ? new Target.Unpack(List.copyOf(targets)) : targets.getFirst();
  }

  private boolean targetEnds(@Nullable String endName) {
    return tokens.current().isOperator(")")
        || tokens.current().isOperator("=")
        || (endName != null && tokens.current().isName(endName));
  }

  private Target singleTarget(boolean members) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Target inner = target(null, members);
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    String name = name();
    if (members && tokens.skipOperator(".")) {
      return new Target.Member(name, tokens.expect(Token.Kind.NAME, "a name").text());
    }
    return new Target.Variable(name);
  }

  private String name() {
    String name = tokens.expect(Token.Kind.NAME, "a name").text();
    if (CONSTANTS.contains(name)) {
      throw tokens.fault("'" + name + "' cannot be assigned to");
    }
    return name;
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.current().is(Token.Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(singleTarget(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    targets.forEach(this::requireNotLoop);
    return new Statement.With(
        line, List.copyOf(targets), List.copyOf(values), wholeBody("endwith"), new Scope());
  }

  private Statement macro(int line) {
    String name = name();
    return new Statement.Macro(line, name, macroBody(signature(), "endmacro"));
  }

  private Statement call(int line) {
    Signature signature =
        tokens.current().isOperator("(") ? signature() : new Signature(List.of(), List.of());
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw new TemplateSyntaxFault(line, "expected a call");
    }
    return new Statement.CallBlock(line, call, macroBody(signature, "endcall"));
  }

  private record Signature(List<String> parameters, List<Expression> defaults) {}

  private Signature signature() {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.current().isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      parameters.add(name());
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.fault("a parameter without a default follows one with a default");
      }
    }
    tokens.expectOperator(")");
    if (Set.copyOf(parameters).size() != parameters.size()) {
      throw tokens.fault("two parameters have the same name");
    }
    return new Signature(List.copyOf(parameters), List.copyOf(defaults));
  }

  private MacroBody macroBody(Signature signature, String end) {
    List<Statement> body = functionBody(() -> wholeBody(end));
    List<String> parameters = signature.parameters();
    if (parameters.contains("caller")) {
      throw tokens.fault("a parameter named 'caller' is not supported");
    }
    return new MacroBody(
        parameters,
        signature.defaults(),
        body,
        NameSearch.loads(body, "caller"),
        !parameters.contains("kwargs") && NameSearch.loads(body, "kwargs"),
        !parameters.contains("varargs") && NameSearch.loads(body, "varargs"),
        new Scope());
  }

  /** A body that becomes a function of its own: loops outside it can't be left from inside. */
  private List<Statement> functionBody(Supplier<List<Statement>> body) {
    int outer = loops;
    loops = 0;
    List<Statement> statements = body.get();
    loops = outer;
    return statements;
  }

  private Statement filter(int line) {
    Expression.Filter filter = expressions.blockFilter();
    return new Statement.FilterBlock(line, filter, wholeBody("endfilter"), new Scope());
  }

  private Statement generation(int line) {
    List<Statement> body = functionBody(() -> wholeBody("endgeneration"));
    return new Statement.Generation(line, body, new Scope());
  }
}

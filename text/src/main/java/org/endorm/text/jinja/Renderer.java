package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.endorm.text.jinja.Statement.MacroBody;
import org.endorm.text.jinja.Statement.Target;

/** Runs statements, writing what they print. */
final class Renderer {
  /** How a body was left. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Machine machine;
  private final Evaluator evaluator;
  private StringBuilder out = new StringBuilder();

  Renderer(Machine machine) {
    this.machine = machine;
    this.evaluator = new Evaluator(machine);
  }

  String render(List<Statement> statements, Scope scope) {
    run(statements, Frame.enter(scope, null, machine));
    return out.toString();
  }

  private Flow run(List<Statement> statements, Frame frame) {
    machine.budget().enter();
    Flow flow = Flow.ON;
    for (int i = 0; i < statements.size() && flow == Flow.ON; i++) {
      flow = attempt(statements.get(i), frame);
    }
    machine.budget().leave();
    return flow;
  }

  private Flow attempt(Statement statement, Frame frame) {
    try {
      machine.budget().step();
      return run(statement, frame);
    } catch (Fault e) {
      throw new JinjaException(statement.line(), e.getMessage());
    }
  }

  private Flow run(Statement statement, Frame frame) {
    switch (statement) {
      case Statement.Data data -> print(data.text());
      case Statement.Print print ->
          print(machine.string(evaluator.evaluate(print.expression(), frame)));
      case Statement.For loop -> loop(loop, frame);
      case Statement.If conditional -> {
        return branch(conditional, frame);
      }
      case Statement.Assign assign ->
          assign(assign.target(), evaluator.evaluate(assign.expression(), frame), frame);
      case Statement.AssignBlock block -> assignBlock(block, frame);
      case Statement.With with -> {
        return with(with, frame);
      }
      case Statement.Macro macro ->
          frame.set(macro.name(), macro(macro.name(), macro.macro(), frame));
      case Statement.CallBlock call -> callBlock(call, frame);
      case Statement.FilterBlock filter -> {
        Value body = machine.budget().text(capture(filter.body(), inner(filter.scope(), frame)));
        print(machine.string(evaluator.filter(filter.filter(), frame, body)));
      }
      case Statement.Generation generation -> {
        return run(generation.body(), inner(generation.scope(), frame));
      }
      case Statement.Break stop -> {
        return Flow.BREAK;
      }
      case Statement.Continue next -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private void print(String text) {
    machine.budget().allocate(text.length());
    out.append(text);
  }

  private Frame inner(Scope scope, Frame outer) {
    return Frame.enter(scope, outer, machine);
  }

  /** What a body prints, as a text. */
  private String capture(List<Statement> body, Frame frame) {
    StringBuilder outer = out;
    out = new StringBuilder();
    try {
      run(body, frame);
      return out.toString();
    } finally {
      out = outer;
    }
  }

  private Flow branch(Statement.If conditional, Frame frame) {
    for (Statement.Branch branch : conditional.branches()) {
      if (evaluator.truthy(branch.test(), frame)) {
        return run(branch.body(), frame);
      }
    }
    return run(conditional.otherwise(), frame);
  }

  private void assign(Target target, Value value, Frame frame) {
    switch (target) {
      case Target.Variable variable -> frame.set(variable.name(), value);
      case Target.Member member -> {
        if (!(frame.get(member.namespace()) instanceof NamespaceValue namespace)) {
          throw new Fault("cannot assign attribute on non-namespace object");
        }
        namespace.set(member.attribute(), value);
      }
      case Target.Unpack unpack -> unpack(unpack.targets(), value, frame);
    }
  }

  private void unpack(List<Target> targets, Value value, Frame frame) {
    if (!Iteration.iterable(value)) {
      throw Fault.type("cannot unpack non-iterable " + value.typeName() + " object");
    }
    List<Value> items = Iteration.list(value, machine.budget());
    if (items.size() != targets.size()) {
      throw Fault.value("expected " + targets.size() + " values to unpack, got " + items.size());
    }
    for (int i = 0; i < items.size(); i++) {
      assign(targets.get(i), items.get(i), frame);
    }
  }

  private void assignBlock(Statement.AssignBlock block, Frame frame) {
    Value body = machine.budget().text(capture(block.body(), inner(block.scope(), frame)));
    Value value = block.filter() == null ? body : evaluator.filter(block.filter(), frame, body);
    assign(block.target(), value, frame);
  }

  private Flow with(Statement.With with, Frame frame) {
    Frame inner = inner(with.scope(), frame);
    for (int i = 0; i < with.targets().size(); i++) {
      assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), frame), inner);
    }
    return run(with.body(), inner);
  }

  private void loop(Statement.For loop, Frame frame) {
    Value items = evaluator.evaluate(loop.items(), frame);
    if (loop.recursive()) {
      print(recursive(loop, items, frame, 0));
    } else {
      iterate(loop, frame, new LoopValue(source(loop, items, frame), 0, null));
    }
  }

  /** The body of a recursive loop over other items, as a text. */
  private String recursive(Statement.For loop, Value items, Frame frame, int depth) {
    LoopValue.Recursion again =
        (deeper, level) -> {
          machine.budget().enter();
          Value.Text text = machine.budget().text(recursive(loop, deeper, frame, level));
          machine.budget().leave();
          return text;
        };
    StringBuilder outer = out;
    out = new StringBuilder();
    try {
      iterate(loop, frame, new LoopValue(source(loop, items, frame), depth, again));
      return out.toString();
    } finally {
      out = outer;
    }
  }

  private LoopValue.Source source(Statement.For loop, Value items, Frame frame) {
    Iterator<Value> all = Iteration.of(items);
    Expression filter = loop.filter();
    if (filter == null) {
      return new LoopValue.Source(all, Iteration.size(items));
    }
    Iterator<Value> chosen = new Sift(all, item -> passes(loop, filter, item, frame));
    return new LoopValue.Source(chosen, OptionalInt.empty());
  }

  private boolean passes(Statement.For loop, Expression filter, Value item, Frame frame) {
    Frame inner = inner(loop.filterScope(), frame);
    assign(loop.target(), item, inner);
    return evaluator.truthy(filter, inner);
  }

  private void iterate(Statement.For loop, Frame frame, LoopValue state) {
    boolean completed = false;
    Flow flow = Flow.ON;
    while (flow != Flow.BREAK && state.advance()) {
      machine.budget().step();
      Frame inner = inner(loop.bodyScope(), frame);
      inner.set("loop", state);
      assign(loop.target(), state.current(), inner);
      flow = run(loop.body(), inner);
      // As in Jinja2's generated code, an iteration cut by continue does not count.
      completed |= flow == Flow.ON;
    }
    if (!completed) {
      run(loop.otherwise(), inner(loop.otherwiseScope(), frame));
    }
  }

  private Value.Function macro(String name, MacroBody macro, Frame definition) {
    return new Value.Function(
        name,
        (machine, arguments) -> machine.budget().text(expand(name, macro, definition, arguments)));
  }

  private String expand(String name, MacroBody macro, Frame definition, Arguments arguments) {
    Frame frame = inner(macro.scope(), definition);
    List<String> missing = new MacroCall(name, macro).bind(arguments, frame);
    int firstDefault = macro.parameters().size() - macro.defaults().size();
    for (String parameter : missing) {
      int index = macro.parameters().indexOf(parameter) - firstDefault;
      Value value =
          index < 0
              ? new Undefined("parameter '" + parameter + "' was not provided")
              : evaluator.evaluate(macro.defaults().get(index), frame);
      frame.set(parameter, value);
    }
    return capture(macro.body(), frame);
  }

  private void callBlock(Statement.CallBlock block, Frame frame) {
    Value target = evaluator.evaluate(block.call().target(), frame);
    Arguments given = evaluator.arguments(block.call().arguments(), frame);
    Map<String, Value> named = new LinkedHashMap<>(given.named());
    named.put("caller", macro("caller", block.caller(), frame));
    Value result = machine.call(target, new Arguments(new ArrayList<>(given.positional()), named));
    print(machine.string(result));
  }
}

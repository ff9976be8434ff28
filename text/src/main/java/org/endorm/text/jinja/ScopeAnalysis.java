package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.endorm.text.jinja.Scope.Initial;
import org.endorm.text.jinja.Statement.MacroBody;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of every scope and what they hold on entry, by the rules of Jinja2's compiler: a
 * name that a scope writes first starts undefined unless an outer scope has it; one that it reads
 * first comes from the context; one that only some branches write comes from outside.
 */
final class ScopeAnalysis extends SyntaxWalk {
  private final @Nullable ScopeAnalysis parent;
  private final List<Statement> nested;
  private final Map<String, Initial> names;
  private final Set<String> stores;

  private ScopeAnalysis(@Nullable ScopeAnalysis parent) {
    this(parent, new ArrayList<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  private ScopeAnalysis(
      @Nullable ScopeAnalysis parent,
      List<Statement> nested,
      Map<String, Initial> names,
      Set<String> stores) {
    this.parent = parent;
    this.nested = nested;
    this.names = names;
    this.stores = stores;
  }

  /** Fills the scopes of a template and gives the outermost one. */
  static Scope analyse(List<Statement> template) {
    ScopeAnalysis root = new ScopeAnalysis(null);
    root.statements(template);
    Scope scope = new Scope();
    root.finish(scope);
    return scope;
  }

  private void finish(Scope scope) {
    scope.names().putAll(names);
    nested.forEach(this::analyseInside);
  }

  private void analyseInside(Statement statement) {
    switch (statement) {
      case Statement.For loop -> analyseLoop(loop);
      case Statement.AssignBlock block -> inner(List.of(), block.body(), block.scope());
      case Statement.FilterBlock filter -> inner(List.of(), filter.body(), filter.scope());
      case Statement.Generation generation ->
          inner(List.of(), generation.body(), generation.scope());
      case Statement.With with -> {
        ScopeAnalysis analysis = new ScopeAnalysis(this);
        with.targets().forEach(analysis::parameters);
        analysis.statements(with.body());
        analysis.finish(with.scope());
      }
      case Statement.Macro macro -> analyseMacro(macro.macro());
      case Statement.CallBlock call -> analyseMacro(call.caller());
      default -> throw new IllegalArgumentException("not a scope: " + statement);
    }
  }

  private void inner(List<String> parameters, List<Statement> body, Scope scope) {
    ScopeAnalysis analysis = new ScopeAnalysis(this);
    parameters.forEach(analysis::parameter);
    analysis.statements(body);
    analysis.finish(scope);
  }

  private void analyseLoop(Statement.For loop) {
    ScopeAnalysis body = new ScopeAnalysis(this);
    body.parameter("loop");
    body.parameters(loop.target());
    body.statements(loop.body());
    body.finish(loop.bodyScope());
    ScopeAnalysis filter = new ScopeAnalysis(this);
    filter.parameters(loop.target());
    filter.expression(loop.filter());
    filter.finish(loop.filterScope());
    inner(List.of(), loop.otherwise(), loop.otherwiseScope());
  }

  private void analyseMacro(MacroBody macro) {
    ScopeAnalysis analysis = new ScopeAnalysis(this);
    macro.parameters().forEach(analysis::parameter);
    special(macro).forEach(analysis::parameter);
    macro.defaults().forEach(analysis::expression);
    analysis.statements(macro.body());
    analysis.finish(macro.scope());
  }

  private static List<String> special(MacroBody macro) {
    List<String> names = new ArrayList<>();
    if (macro.caller()) {
      names.add("caller");
    }
    if (macro.kwargs()) {
      names.add("kwargs");
    }
    if (macro.varargs()) {
      names.add("varargs");
    }
    return names;
  }

  private void parameters(Statement.Target target) {
    switch (target) {
      case Statement.Target.Variable variable -> parameter(variable.name());
      case Statement.Target.Unpack unpack -> unpack.targets().forEach(this::parameters);
      case Statement.Target.Member member -> load(member.namespace());
    }
  }

  private void parameter(String name) {
    stores.add(name);
    names.put(name, Initial.PARAMETER);
  }

  private boolean knows(String name) {
    return names.containsKey(name) || outerKnows(name);
  }

  private boolean outerKnows(String name) {
    return parent != null && parent.knows(name);
  }

  @Override
  void load(String name) {
    if (!knows(name)) {
      names.put(name, Initial.CONTEXT);
    }
  }

  @Override
  void store(String name) {
    stores.add(name);
    if (!names.containsKey(name)) {
      names.put(name, outerKnows(name) ? Initial.OUTER : Initial.UNDEFINED);
    }
  }

  @Override
  void nested(Statement statement) {
    nested.add(statement);
  }

  /**
   * Each branch starts from what is known before it; what only branches write comes from outside.
   */
  @Override
  void branches(Statement.If statement) {
    expression(statement.branches().getFirst().test());
    List<ScopeAnalysis> copies = new ArrayList<>();
    for (int i = 0; i < statement.branches().size(); i++) {
      ScopeAnalysis branch = copy();
      if (i > 0) {
        branch.expression(statement.branches().get(i).test());
      }
      branch.statements(statement.branches().get(i).body());
      copies.add(branch);
    }
    ScopeAnalysis otherwise = copy();
    otherwise.statements(statement.otherwise());
    copies.add(otherwise);
    join(copies);
  }

  private ScopeAnalysis copy() {
    return new ScopeAnalysis(parent, nested, new LinkedHashMap<>(names), new HashSet<>(stores));
  }

  private void join(List<ScopeAnalysis> branches) {
    Set<String> written = new HashSet<>();
    branches.forEach(branch -> written.addAll(branch.stores));
    written.removeAll(stores);
    for (ScopeAnalysis branch : branches) {
      names.putAll(branch.names);
      stores.addAll(branch.stores);
    }
    written.forEach(name -> names.put(name, outerKnows(name) ? Initial.OUTER : Initial.CONTEXT));
  }
}

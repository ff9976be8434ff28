package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Filters over lists and dicts as a whole. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("length", SequenceFilters::length);
    filters.put("count", SequenceFilters::length);
    filters.put("list", (m, v, a) -> Value.list(Iteration.list(v, m.budget())));
    filters.put("first", SequenceFilters::first);
    filters.put("last", SequenceFilters::last);
    filters.put("join", SequenceFilters::join);
    filters.put("reverse", SequenceFilters::reverse);
    filters.put("items", SequenceFilters::items);
    filters.put("default", SequenceFilters::orDefault);
    filters.put("d", SequenceFilters::orDefault);
    filters.put("attr", SequenceFilters::attribute);
    filters.put("sort", SequenceFilters::sort);
    filters.put("dictsort", SequenceFilters::dictSort);
    filters.put("unique", SequenceFilters::unique);
    filters.put("min", (m, v, a) -> extreme("min", m, v, a));
    filters.put("max", (m, v, a) -> extreme("max", m, v, a));
    filters.put("groupby", SequenceFilters::groupBy);
    filters.put("batch", SequenceFilters::batch);
    filters.put("slice", SequenceFilters::slice);
  }

  private static Value length(Machine machine, Value value, Arguments arguments) {
    arguments.bind("length");
    return Value.of(Iteration.length(value));
  }

  private static Value first(Machine machine, Value value, Arguments arguments) {
    arguments.bind("first");
    Iterator<Value> items = Iteration.of(value);
    return items.hasNext() ? items.next() : new Undefined("no first item, sequence was empty");
  }

  private static Value last(Machine machine, Value value, Arguments arguments) {
    arguments.bind("last");
    List<Value> items = reversible(value, machine);
    return items.isEmpty() ? new Undefined("no last item, sequence was empty") : items.getLast();
  }

  private static List<Value> reversible(Value value, Machine machine) {
    if (value instanceof StreamValue) {
      throw Fault.type("'generator' object is not reversible");
    }
    return Iteration.list(value, machine.budget());
  }

  private static Value join(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", "d?", "attribute?");
    AttributePath path = AttributePath.of(bound.find("attribute"));
    List<String> parts = new ArrayList<>();
    for (Value item : Iteration.list(value, machine.budget())) {
      parts.add(machine.string(path.in(item, machine.budget())));
    }
    String separator = bound.find("d") == null ? "" : machine.string(bound.get("d"));
    return Splitting.join(separator, parts, machine.budget());
  }

  private static Value reverse(Machine machine, Value value, Arguments arguments) {
    arguments.bind("reverse");
    if (value instanceof Value.Text text) {
      String reversed = new StringBuilder(text.value()).reverse().toString();
      machine.budget().allocate(reversed.length());
      return new Value.Text(reversed, text.safe());
    }
    List<Value> items = Iteration.list(value, machine.budget()).reversed();
    return new StreamValue(items::iterator);
  }

  private static Value items(Machine machine, Value value, Arguments arguments) {
    arguments.bind("items");
    return new StreamValue(
        () ->
            switch (value) {
              case Undefined undefined -> Collections.emptyIterator();
              case DictValue dict -> new DictView(DictView.Kind.ITEMS, dict).items().iterator();
              default -> throw Fault.type("can only get item pairs from a mapping");
            });
  }

  private static Value orDefault(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", "default_value?", "boolean?");
    boolean missing =
        value instanceof Undefined || (bound.flag("boolean") && !Iteration.truthy(value));
    if (!missing) {
      return value;
    }
    Value otherwise = bound.find("default_value");
    return otherwise == null ? Value.of("") : otherwise;
  }

  private static Value attribute(Machine machine, Value value, Arguments arguments) {
    String name = TextMethods.required(arguments.bind("attr", "name"), "name");
    Value found =
        value instanceof DictValue dict
            ? DictMethods.attribute(dict, name)
            : Access.attribute(value, name);
    return found == null ? Undefined.attribute(value, name) : found;
  }

  private static Value sort(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sort", "reverse?", "case_sensitive?", "attribute?");
    List<AttributePath> paths =
        AttributePath.several(bound.find("attribute"), !bound.flag("case_sensitive"));
    List<Keyed> keyed = new ArrayList<>();
    for (Value item : Iteration.list(value, machine.budget())) {
      List<Value> key = new ArrayList<>();
      paths.forEach(path -> key.add(path.in(item, machine.budget())));
      keyed.add(new Keyed(Value.list(key), item));
    }
    return Value.list(sorted(keyed, bound.flag("reverse"), machine));
  }

  /** An item and what it is sorted by. */
  private record Keyed(Value key, Value item) {}

  /** A stable sort; reversed, equal items keep their order too. */
  private static List<Value> sorted(List<Keyed> keyed, boolean reverse, Machine machine) {
    Comparator<Keyed> order =
        (left, right) -> PythonComparison.order(left.key(), right.key(), machine.budget());
    keyed.sort(reverse ? order.reversed() : order);
    List<Value> items = new ArrayList<>();
    keyed.forEach(entry -> items.add(entry.item()));
    return items;
  }

  private static Value dictSort(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("dictsort", "case_sensitive?", "by?", "reverse?");
    String by = bound.find("by") == null ? "key" : TextMethods.required(bound, "by");
    if (!by.equals("key") && !by.equals("value")) {
      throw new Fault("you can only sort by either \"key\" or \"value\"");
    }
    if (!(value instanceof DictValue dict)) {
      throw Fault.type("dictsort needs a dict, not " + value.typeName());
    }
    List<Keyed> keyed = new ArrayList<>();
    AttributePath path = AttributePath.of(null, null, !bound.flag("case_sensitive"));
    for (DictValue.Entry entry : dict.entries()) {
      Value key = path.in(by.equals("key") ? entry.key() : entry.value(), machine.budget());
      keyed.add(new Keyed(key, Value.tuple(entry.key(), entry.value())));
    }
    return Value.list(sorted(keyed, bound.flag("reverse"), machine));
  }

  private static Value unique(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("unique", "case_sensitive?", "attribute?");
    AttributePath path =
        AttributePath.of(bound.find("attribute"), null, !bound.flag("case_sensitive"));
    Set<Object> seen = new HashSet<>();
    return new StreamValue(
        () ->
            new Sift(
                Iteration.of(value),
                item -> seen.add(DictKey.of(path.in(item, machine.budget())))));
  }

  private static Value extreme(String name, Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name, "case_sensitive?", "attribute?");
    AttributePath path =
        AttributePath.of(bound.find("attribute"), null, !bound.flag("case_sensitive"));
    Value best = null;
    Value bestKey = null;
    for (Value item : Iteration.list(value, machine.budget())) {
      Value key = path.in(item, machine.budget());
      boolean better =
          bestKey == null
              || PythonComparison.holds(
                  name.equals("min") ? "<" : ">", key, bestKey, machine.budget());
      best = better ? item : best;
      bestKey = better ? key : bestKey;
    }
    return best == null ? new Undefined("no aggregated item, sequence was empty") : best;
  }

  private static Value groupBy(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("groupby", "attribute", "default?", "case_sensitive?");
    Value attribute = bound.get("attribute");
    Value otherwise = bound.find("default");
    AttributePath keys = AttributePath.of(attribute, otherwise, !bound.flag("case_sensitive"));
    AttributePath names = AttributePath.of(attribute, otherwise, false);
    List<Keyed> keyed = new ArrayList<>();
    for (Value item : Iteration.list(value, machine.budget())) {
      keyed.add(new Keyed(keys.in(item, machine.budget()), item));
    }
    List<Value> groups = new ArrayList<>();
    List<Value> group = new ArrayList<>();
    Value last = null;
    for (Value item : sorted(keyed, false, machine)) {
      Value key = keys.in(item, machine.budget());
      if (last == null || !PythonComparison.equal(last, key, machine.budget())) {
        group = new ArrayList<>();
        Value name = names.in(item, machine.budget());
        groups.add(
            new Value.TupleValue(List.of(name, Value.list(group)), List.of("grouper", "list")));
      }
      group.add(item);
      last = key;
    }
    return Value.list(groups);
  }

  private static Value batch(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", "linecount", "fill_with?");
    return new StreamValue(() -> batches(machine, value, bound).iterator());
  }

  private static List<Value> batches(Machine machine, Value value, Arguments.Bound bound) {
    int size = bound.integer("linecount", 0);
    List<Value> items = Iteration.list(value, machine.budget());
    if (size < 1) {
      throw Fault.unsupported("a batch of " + size);
    }
    List<Value> batches = new ArrayList<>();
    for (int start = 0; start < items.size(); start += size) {
      int end = (int) Math.min(items.size(), (long) start + size);
      List<Value> batch = new ArrayList<>(items.subList(start, end));
      fill(batch, size, bound, machine.budget());
      batches.add(Value.list(batch));
    }
    return batches;
  }

  private static void fill(List<Value> items, int size, Arguments.Bound bound, Budget budget) {
    Value filler = bound.find("fill_with");
    if (filler == null || filler instanceof Value.None) {
      return;
    }
    budget.allocate((long) Budget.ITEM * (size - items.size()));
    while (items.size() < size) {
      items.add(filler);
    }
  }

  private static Value slice(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", "slices", "fill_with?");
    return new StreamValue(() -> slices(machine, value, bound).iterator());
  }

  private static List<Value> slices(Machine machine, Value value, Arguments.Bound bound) {
    int slices = bound.integer("slices", 0);
    List<Value> items = Iteration.list(value, machine.budget());
    if (slices < 1) {
      throw Fault.unsupported(slices + " slices");
    }
    machine.budget().allocate((long) slices * Budget.ITEM);
    int each = items.size() / slices;
    int longer = items.size() % slices;
    List<Value> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < slices; i++) {
      int end = start + each + (i < longer ? 1 : 0);
      List<Value> column = new ArrayList<>(items.subList(start, end));
      if (i >= longer) {
        fill(column, column.size() + 1, bound, machine.budget());
      }
      columns.add(Value.list(column));
      start = end;
    }
    return columns;
  }
}

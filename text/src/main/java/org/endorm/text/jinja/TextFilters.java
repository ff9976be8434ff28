package org.endorm.text.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters that make a text. */
final class TextFilters {
  private static final int LEEWAY = 5;

  private TextFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("string", (m, v, a) -> v instanceof Value.Text ? v : Value.of(m.string(v)));
    filters.put("upper", (m, v, a) -> changed("upper", m, v, a, Casing::upper));
    filters.put("lower", (m, v, a) -> changed("lower", m, v, a, Casing::lower));
    filters.put("capitalize", (m, v, a) -> changed("capitalize", m, v, a, Casing::capitalize));
    filters.put("title", (m, v, a) -> changed("title", m, v, a, TextFilters::title));
    filters.put("trim", TextFilters::trim);
    filters.put("replace", TextFilters::replace);
    filters.put("center", TextFilters::center);
    filters.put("indent", TextFilters::indent);
    filters.put("truncate", TextFilters::truncate);
    filters.put("wordcount", TextFilters::wordCount);
    filters.put("format", TextFilters::format);
    filters.put("tojson", TextFilters::toJson);
    filters.put("urlencode", TextFilters::urlEncode);
    filters.put("escape", TextFilters::escape);
    filters.put("e", TextFilters::escape);
    filters.put("forceescape", TextFilters::forceEscape);
    filters.put("safe", TextFilters::safe);
  }

  /** {@code soft_str}: a text as it is, anything else as {@code str} has it. */
  private static Value.Text soft(Machine machine, Value value) {
    return value instanceof Value.Text text ? text : Value.of(machine.string(value));
  }

  private static Value changed(
      String name,
      Machine machine,
      Value value,
      Arguments arguments,
      UnaryOperator<String> change) {
    arguments.bind(name);
    Value.Text text = soft(machine, value);
    String result = change.apply(text.value());
    machine.budget().allocate(result.length());
    return new Value.Text(result, text.safe());
  }

  /** Jinja's own title case: after white space and opening brackets only. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length()
          && startsWord(text.charAt(end)) == startsWord(text.charAt(start))) {
        end++;
      }
      String part = text.substring(start, end);
      int first = Character.charCount(part.codePointAt(0));
      out.append(Casing.upper(part.substring(0, first)))
          .append(Casing.lower(part.substring(first)));
      start = end;
    }
    return out.toString();
  }

  private static boolean startsWord(char c) {
    return CodePoints.isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  private static Value trim(Machine machine, Value value, Arguments arguments) {
    String set = arguments.bind("trim", "chars?").text("chars");
    Value.Text text = soft(machine, value);
    String result =
        set == null
            ? CodePoints.strip(text.value())
            : CodePoints.strip(text.value(), set, true, true);
    machine.budget().allocate(result.length());
    return new Value.Text(result, text.safe());
  }

  private static Value replace(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count?");
    boolean all = bound.find("count") == null || bound.get("count") instanceof Value.None;
    return Splitting.replace(
        machine.string(value),
        machine.string(bound.get("old")),
        machine.string(bound.get("new")),
        all ? -1 : bound.integer("count", -1),
        machine.budget());
  }

  private static Value center(Machine machine, Value value, Arguments arguments) {
    int width = arguments.bind("center", "width?").integer("width", 80);
    return TextMethods.padded("center", machine.string(value), width, " ", machine.budget());
  }

  private static Value indent(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", "width?", "first?", "blank?");
    if (!(value instanceof Value.Text text)) {
      throw Fault.type("indent needs a str, not " + value.typeName());
    }
    Value width = bound.find("width");
    int spaces = width instanceof Value.Text ? 0 : Math.max(0, bound.integer("width", 4));
    machine.budget().allocate(spaces);
    String indention = width instanceof Value.Text own ? own.value() : " ".repeat(spaces);
    List<String> lines = Splitting.lines(text.value() + "\n", false);
    machine.budget().allocate(text.value().length() + (long) lines.size() * indention.length());
    StringBuilder out = new StringBuilder(bound.flag("first") ? indention : "");
    for (int i = 0; i < lines.size(); i++) {
      boolean indented = i > 0 && (bound.flag("blank") || !lines.get(i).isEmpty());
      out.append(i > 0 ? "\n" : "").append(indented ? indention : "").append(lines.get(i));
    }
    return new Value.Text(out.toString(), text.safe());
  }

  private static Value truncate(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("truncate", "length?", "killwords?", "end?", "leeway?");
    int length = bound.integer("length", 255);
    String end = bound.find("end") == null ? "..." : TextMethods.required(bound, "end");
    boolean ownLeeway = bound.find("leeway") == null || bound.get("leeway") instanceof Value.None;
    int leeway = ownLeeway ? LEEWAY : bound.integer("leeway", LEEWAY);
    int room = length - CodePoints.length(end);
    if (room < 0 || leeway < 0) {
      throw new Fault("AssertionError: truncate needs a length of at least its end's");
    }
    if (Iteration.length(value) <= (long) length + leeway) {
      return value;
    }
    if (!(value instanceof Value.Text text)) {
      throw Fault.type("truncate needs a str, not " + value.typeName());
    }
    String cut = CodePoints.substring(text.value(), 0, room);
    int space = bound.flag("killwords") ? -1 : cut.lastIndexOf(' ');
    return machine.budget().text((space < 0 ? cut : cut.substring(0, space)) + end);
  }

  private static Value wordCount(Machine machine, Value value, Arguments arguments) {
    arguments.bind("wordcount");
    boolean inWord = false;
    int count = 0;
    for (int c : machine.string(value).codePoints().toArray()) {
      boolean word = c == '_' || Casing.isAlphanumeric(c);
      count += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return Value.of(count);
  }

  private static Value format(Machine machine, Value value, Arguments arguments) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw new Fault("format takes positional or keyword arguments, not both");
    }
    Value values =
        arguments.named().isEmpty()
            ? new Value.TupleValue(arguments.positional())
            : arguments.namedDict();
    return PercentFormat.format(soft(machine, value), values, machine);
  }

  private static Value toJson(Machine machine, Value value, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("tojson", "ensure_ascii?", "indent?", "separators?", "sort_keys?");
    String indent = jsonIndent(bound.find("indent"), machine.budget());
    String items = indent == null ? ", " : ",";
    String keys = ": ";
    if (bound.find("separators") != null && !(bound.get("separators") instanceof Value.None)) {
      List<Value> pair = Iteration.list(bound.get("separators"), machine.budget());
      if (pair.size() != 2
          || !(pair.get(0) instanceof Value.Text first)
          || !(pair.get(1) instanceof Value.Text second)) {
        throw Fault.value("separators must be two strings");
      }
      items = first.value();
      keys = second.value();
    }
    PythonJson.Style style =
        new PythonJson.Style(
            bound.flag("ensure_ascii"), indent, items, keys, bound.flag("sort_keys"));
    return machine.budget().text(PythonJson.dumps(value, style, machine.budget()));
  }

  private static @Nullable String jsonIndent(@Nullable Value indent, Budget budget) {
    return switch (indent) {
      case null -> null;
      case Value.None none -> null;
      case Value.Text text -> text.value();
      default -> {
        int width = Math.max(0, Numbers.index(indent));
        budget.allocate(width);
        yield " ".repeat(width);
      }
    };
  }

  private static Value urlEncode(Machine machine, Value value, Arguments arguments) {
    arguments.bind("urlencode");
    if (value instanceof Value.Text || !Iteration.iterable(value)) {
      return machine.budget().text(quote(machine.string(value), "/"));
    }
    Value pairs = value instanceof DictValue dict ? new DictView(DictView.Kind.ITEMS, dict) : value;
    List<String> parts = new ArrayList<>();
    for (Value pair : Iteration.list(pairs, machine.budget())) {
      List<Value> both = Iteration.list(pair, machine.budget());
      if (both.size() != 2) {
        throw Fault.value("expected pairs to encode");
      }
      parts.add(query(machine, both.get(0)) + "=" + query(machine, both.get(1)));
    }
    return Splitting.join("&", parts, machine.budget());
  }

  private static String query(Machine machine, Value value) {
    return quote(machine.string(value), "").replace("%20", "+");
  }

  /** {@code urllib.parse.quote}, with {@code safe} kept as it is. */
  private static String quote(String text, String safe) {
    String encoded =
        URLEncoder.encode(text, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A")
            .replace("%7E", "~");
    return safe.isEmpty() ? encoded : encoded.replace("%2F", "/");
  }

  private static Value escape(Machine machine, Value value, Arguments arguments) {
    arguments.bind("escape");
    return Markup.escape(soft(machine, value), machine.budget());
  }

  private static Value forceEscape(Machine machine, Value value, Arguments arguments) {
    arguments.bind("forceescape");
    return Markup.escape(Value.of(machine.string(value)), machine.budget());
  }

  private static Value safe(Machine machine, Value value, Arguments arguments) {
    arguments.bind("safe");
    return new Value.Text(machine.string(value), true);
  }
}

package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's {@code str}. */
final class TextMethods {
  /** A method of a text. */
  @FunctionalInterface
  private interface Method {
    Value call(String self, Arguments arguments, Machine machine);
  }

  private static final Set<String> UNSUPPORTED =
      Set.of("encode", "format_map", "maketrans", "translate", "isidentifier");

  private static final Set<String> UNSUPPORTED_ON_MARKUP =
      Set.of("format", "center", "ljust", "rjust", "unescape", "striptags", "escape");

  /** Methods of markupsafe's Markup that escape what they are given. */
  private static final Map<String, Method> ESCAPING =
      Map.of("replace", TextMethods::replaceEscaped, "join", TextMethods::joinEscaped);

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          Map.entry("strip", (s, a, m) -> strip("strip", s, a, true, true, m)),
          Map.entry("lstrip", (s, a, m) -> strip("lstrip", s, a, true, false, m)),
          Map.entry("rstrip", (s, a, m) -> strip("rstrip", s, a, false, true, m)),
          Map.entry("upper", (s, a, m) -> plain("upper", a, m, Casing.upper(s))),
          Map.entry("lower", (s, a, m) -> plain("lower", a, m, Casing.lower(s))),
          Map.entry("casefold", (s, a, m) -> plain("casefold", a, m, Casing.fold(s))),
          Map.entry("capitalize", (s, a, m) -> plain("capitalize", a, m, Casing.capitalize(s))),
          Map.entry("title", (s, a, m) -> plain("title", a, m, Casing.title(s))),
          Map.entry("swapcase", (s, a, m) -> plain("swapcase", a, m, Casing.swap(s))),
          Map.entry("split", (s, a, m) -> split("split", s, a, m, true)),
          Map.entry("rsplit", (s, a, m) -> split("rsplit", s, a, m, false)),
          Map.entry("splitlines", TextMethods::splitLines),
          Map.entry("partition", (s, a, m) -> partition("partition", s, a, m, true)),
          Map.entry("rpartition", (s, a, m) -> partition("rpartition", s, a, m, false)),
          Map.entry("startswith", (s, a, m) -> affix("startswith", s, a, true)),
          Map.entry("endswith", (s, a, m) -> affix("endswith", s, a, false)),
          Map.entry("removeprefix", (s, a, m) -> removed("removeprefix", s, a, m, true)),
          Map.entry("removesuffix", (s, a, m) -> removed("removesuffix", s, a, m, false)),
          Map.entry("replace", TextMethods::replace),
          Map.entry("join", TextMethods::join),
          Map.entry("find", (s, a, m) -> Value.of(find("find", s, a, true))),
          Map.entry("rfind", (s, a, m) -> Value.of(find("rfind", s, a, false))),
          Map.entry("index", (s, a, m) -> Value.of(found(find("index", s, a, true)))),
          Map.entry("rindex", (s, a, m) -> Value.of(found(find("rindex", s, a, false)))),
          Map.entry("count", TextMethods::count),
          Map.entry("center", (s, a, m) -> pad("center", s, a, m)),
          Map.entry("ljust", (s, a, m) -> pad("ljust", s, a, m)),
          Map.entry("rjust", (s, a, m) -> pad("rjust", s, a, m)),
          Map.entry("zfill", TextMethods::zeroFill),
          Map.entry("expandtabs", TextMethods::expandTabs),
          Map.entry("format", (s, a, m) -> BraceFormat.format(s, a, m)),
          Map.entry("isspace", (s, a, m) -> all("isspace", a, s, CodePoints::isSpace)),
          Map.entry("isalpha", (s, a, m) -> all("isalpha", a, s, Character::isLetter)),
          Map.entry("isdigit", (s, a, m) -> all("isdigit", a, s, Casing::isDigit)),
          Map.entry("isdecimal", (s, a, m) -> all("isdecimal", a, s, Character::isDigit)),
          Map.entry("isnumeric", (s, a, m) -> all("isnumeric", a, s, Casing::isNumeric)),
          Map.entry("isalnum", (s, a, m) -> all("isalnum", a, s, Casing::isAlphanumeric)),
          Map.entry("isascii", (s, a, m) -> truth("isascii", a, Casing.isAscii(s))),
          Map.entry("isprintable", (s, a, m) -> truth("isprintable", a, Casing.isPrintable(s))),
          Map.entry("islower", (s, a, m) -> truth("islower", a, Casing.isLower(s))),
          Map.entry("isupper", (s, a, m) -> truth("isupper", a, Casing.isUpper(s))),
          Map.entry("istitle", (s, a, m) -> truth("istitle", a, Casing.isTitle(s))));

  private TextMethods() {}

  static @Nullable Value attribute(Value.Text text, String name) {
    if (UNSUPPORTED.contains(name) || (text.safe() && UNSUPPORTED_ON_MARKUP.contains(name))) {
      return new Value.Function(
          name,
          (machine, arguments) -> {
            throw Fault.unsupported("the method '" + name + "' of a " + text.typeName());
          });
    }
    Method method = METHODS.get(name);
    if (method == null) {
      return null;
    }
    Method called = text.safe() ? ESCAPING.getOrDefault(name, method) : method;
    return new Value.Function(
        name,
        (machine, arguments) -> {
          Value result = called.call(text.value(), arguments, machine);
          return text.safe() ? marked(result) : result;
        });
  }

  /** What a method of Markup gives: its texts are Markup too. */
  private static Value marked(Value result) {
    return switch (result) {
      case Value.Text text -> new Value.Text(text.value(), true);
      case Value.ListValue list ->
          Value.list(list.items().stream().map(TextMethods::marked).toList());
      case Value.TupleValue tuple ->
          new Value.TupleValue(tuple.items().stream().map(TextMethods::marked).toList());
      default -> result;
    };
  }

  private static Value plain(String name, Arguments arguments, Machine machine, String result) {
    arguments.bind(name);
    return machine.budget().text(result);
  }

  private static Value truth(String name, Arguments arguments, boolean result) {
    arguments.bind(name);
    return Value.of(result);
  }

  private static Value all(String name, Arguments arguments, String self, IntPredicate test) {
    arguments.bind(name);
    return Value.of(!self.isEmpty() && self.codePoints().allMatch(test));
  }

  private static Value strip(
      String name, String self, Arguments arguments, boolean left, boolean right, Machine machine) {
    String set = arguments.bind(name, "/chars?").text("chars");
    String result;
    if (set != null) {
      result = CodePoints.strip(self, set, left, right);
    } else {
      result = left ? CodePoints.stripLeft(self) : self;
      result = right ? CodePoints.stripRight(result) : result;
    }
    return machine.budget().text(result);
  }

  private static Value split(
      String name, String self, Arguments arguments, Machine machine, boolean fromLeft) {
    Arguments.Bound bound = arguments.bind(name, "sep?", "maxsplit?");
    String separator = bound.text("sep");
    int limit = bound.integer("maxsplit", -1);
    if (separator != null && separator.isEmpty()) {
      throw Fault.value("empty separator");
    }
    return texts(
        Splitting.split(self, separator, limit < 0 ? Integer.MAX_VALUE : limit, fromLeft), machine);
  }

  private static Value texts(List<String> parts, Machine machine) {
    List<Value> values = new ArrayList<>(parts.size());
    for (String part : parts) {
      machine.budget().allocate(Budget.ITEM);
      values.add(machine.budget().text(part));
    }
    return Value.list(values);
  }

  private static Value splitLines(String self, Arguments arguments, Machine machine) {
    boolean keep = arguments.bind("splitlines", "keepends?").flag("keepends");
    return texts(Splitting.lines(self, keep), machine);
  }

  private static Value partition(
      String name, String self, Arguments arguments, Machine machine, boolean first) {
    String separator = required(arguments.bind(name, "/sep"), "sep");
    if (separator.isEmpty()) {
      throw Fault.value("empty separator");
    }
    int at = first ? self.indexOf(separator) : self.lastIndexOf(separator);
    machine.budget().allocate(self.length());
    if (at < 0) {
      return first
          ? Value.tuple(Value.of(self), Value.of(""), Value.of(""))
          : Value.tuple(Value.of(""), Value.of(""), Value.of(self));
    }
    return Value.tuple(
        Value.of(self.substring(0, at)),
        Value.of(separator),
        Value.of(self.substring(at + separator.length())));
  }

  static String required(Arguments.Bound bound, String name) {
    String text = bound.text(name);
    if (text == null) {
      throw Fault.type(bound.function() + "() argument must be str, not None");
    }
    return text;
  }

  private static Value affix(String name, String self, Arguments arguments, boolean start) {
    Arguments.Bound bound = arguments.bind(name, "/prefix", "/start?", "/end?");
    Window window = Window.of(self, bound);
    if (window == null) {
      return Value.FALSE;
    }
    Value prefix = bound.get("prefix");
    List<Value> choices =
        prefix instanceof Value.TupleValue tuple ? tuple.items() : List.of(prefix);
    for (Value choice : choices) {
      if (!(choice instanceof Value.Text text)) {
        throw Fault.type(
            name + " first arg must be str or a tuple of str, not " + choice.typeName());
      }
      if (start ? window.text().startsWith(text.value()) : window.text().endsWith(text.value())) {
        return Value.TRUE;
      }
    }
    return Value.FALSE;
  }

  /** The part of a text between two optional code point positions. */
  private record Window(int start, String text) {
    static @Nullable Window of(String self, Arguments.Bound bound) {
      if (bound.find("start") == null && bound.find("end") == null) {
        return new Window(0, self);
      }
      int length = CodePoints.length(self);
      int start = place(bound, "start", 0, length);
      int end = Math.min(length, place(bound, "end", length, length));
      return start > end ? null : new Window(start, CodePoints.substring(self, start, end));
    }

    private static int place(Arguments.Bound bound, String name, int otherwise, int length) {
      if (bound.find(name) instanceof Value.None) {
        return otherwise;
      }
      int at = bound.integer(name, otherwise);
      return at < 0 ? Math.max(0, at + length) : at;
    }
  }

  private static int find(String name, String self, Arguments arguments, boolean first) {
    Arguments.Bound bound = arguments.bind(name, "/sub", "/start?", "/end?");
    String part = required(bound, "sub");
    Window window = Window.of(self, bound);
    if (window == null) {
      return -1;
    }
    int at = first ? window.text().indexOf(part) : window.text().lastIndexOf(part);
    return at < 0 ? -1 : window.start() + window.text().codePointCount(0, at);
  }

  private static int found(int at) {
    if (at < 0) {
      throw Fault.value("substring not found");
    }
    return at;
  }

  private static Value count(String self, Arguments arguments, Machine machine) {
    Arguments.Bound bound = arguments.bind("count", "/sub", "/start?", "/end?");
    String part = required(bound, "sub");
    Window window = Window.of(self, bound);
    if (window == null) {
      return Value.of(0);
    }
    return Value.of(
        part.isEmpty()
            ? CodePoints.length(window.text()) + 1
            : Splitting.occurrences(window.text(), part));
  }

  private static Value removed(
      String name, String self, Arguments arguments, Machine machine, boolean prefix) {
    String affix = required(arguments.bind(name, "/affix"), "affix");
    if (prefix && self.startsWith(affix)) {
      return machine.budget().text(self.substring(affix.length()));
    }
    boolean cut = !prefix && !affix.isEmpty() && self.endsWith(affix);
    return machine.budget().text(cut ? self.substring(0, self.length() - affix.length()) : self);
  }

  private static Value replace(String self, Arguments arguments, Machine machine) {
    return replace(self, arguments, machine, false);
  }

  private static Value replaceEscaped(String self, Arguments arguments, Machine machine) {
    return replace(self, arguments, machine, true);
  }

  private static Value replace(
      String self, Arguments arguments, Machine machine, boolean escaping) {
    Arguments.Bound bound = arguments.bind("replace", "/old", "/new", "/count?");
    String old = required(bound, "old");
    String replacement = escaping ? escaped(bound.get("new"), machine) : required(bound, "new");
    return Splitting.replace(self, old, replacement, bound.integer("count", -1), machine.budget());
  }

  private static String escaped(Value value, Machine machine) {
    Value.Text text = value instanceof Value.Text own ? own : Value.of(machine.string(value));
    return Markup.escape(text, machine.budget()).value();
  }

  private static Value join(String self, Arguments arguments, Machine machine) {
    return join(self, arguments, machine, TextMethods::item);
  }

  private static Value joinEscaped(String self, Arguments arguments, Machine machine) {
    return join(self, arguments, machine, item -> escaped(item, machine));
  }

  private static Value join(
      String self, Arguments arguments, Machine machine, Function<Value, String> part) {
    Value items = arguments.bind("join", "/iterable").get("iterable");
    List<String> parts = new ArrayList<>();
    for (Value item : Iteration.list(items, machine.budget())) {
      parts.add(part.apply(item));
    }
    return Splitting.join(self, parts, machine.budget());
  }

  private static String item(Value item) {
    if (!(item instanceof Value.Text text)) {
      throw Fault.type("sequence item: expected str instance, " + item.typeName() + " found");
    }
    return text.value();
  }

  private static Value pad(String name, String self, Arguments arguments, Machine machine) {
    Arguments.Bound bound = arguments.bind(name, "/width", "/fillchar?");
    String fill = bound.find("fillchar") == null ? " " : required(bound, "fillchar");
    if (CodePoints.length(fill) != 1) {
      throw Fault.type("the fill character must be exactly one character long");
    }
    return padded(name, self, bound.integer("width", 0), fill, machine.budget());
  }

  static Value padded(String name, String self, int width, String fill, Budget budget) {
    int missing = Math.max(0, width - CodePoints.length(self));
    budget.allocate((long) missing * fill.length() + self.length());
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          // Python's centre puts the odd place left where the width is odd too.
          default -> missing / 2 + (missing & width & 1);
        };
    return Value.of(fill.repeat(left) + self + fill.repeat(missing - left));
  }

  private static Value zeroFill(String self, Arguments arguments, Machine machine) {
    int width = arguments.bind("zfill", "/width").integer("width", 0);
    boolean signed = self.startsWith("-") || self.startsWith("+");
    int missing = Math.max(0, width - CodePoints.length(self));
    machine.budget().allocate((long) missing + self.length());
    String sign = signed ? self.substring(0, 1) : "";
    return Value.of(sign + "0".repeat(missing) + self.substring(sign.length()));
  }

  private static Value expandTabs(String self, Arguments arguments, Machine machine) {
    int size = arguments.bind("expandtabs", "tabsize?").integer("tabsize", 8);
    long tabs = self.chars().filter(c -> c == '\t').count();
    machine.budget().allocate(self.length() + tabs * Math.max(0, size));
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int c : self.codePoints().toArray()) {
      if (c == '\t') {
        int spaces = size > 0 ? size - column % size : 0;
        out.repeat(' ', spaces);
        column += spaces;
      } else {
        out.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return Value.of(out.toString());
  }
}

package org.endorm.text.jinja;

import java.util.Set;

/** Python's {@code text.format(...)}, with the sandbox's access to attributes. */
final class BraceFormat {
  private static final int DEPTH = 2;
  private static final Set<Character> FIELD_ENDS = Set.of('.', '[');

  private final Arguments arguments;
  private final Machine machine;
  private int automatic;
  private boolean manual;

  private BraceFormat(Arguments arguments, Machine machine) {
    this.arguments = arguments;
    this.machine = machine;
  }

  static Value format(String format, Arguments arguments, Machine machine) {
    return machine.budget().text(new BraceFormat(arguments, machine).expand(format, DEPTH));
  }

  private String expand(String format, int depth) {
    if (depth == 0) {
      throw Fault.value("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean doubled =
          (c == '{' || c == '}') && at + 1 < format.length() && format.charAt(at + 1) == c;
      if (doubled || (c != '{' && c != '}')) {
        out.append(c);
        at += doubled ? 2 : 1;
      } else if (c == '}') {
        throw Fault.value("Single '}' encountered in format string");
      } else {
        int end = fieldEnd(format, at);
        String text = field(format.substring(at + 1, end), depth);
        machine.budget().allocate(text.length());
        out.append(text);
        at = end + 1;
      }
    }
    return out.toString();
  }

  private static int fieldEnd(String format, int open) {
    int depth = 0;
    for (int at = open; at < format.length(); at++) {
      depth += format.charAt(at) == '{' ? 1 : format.charAt(at) == '}' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    throw Fault.value("expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int nameEnd = nameEnd(field);
    Value value = value(field.substring(0, nameEnd));
    String rest = field.substring(nameEnd);
    if (rest.startsWith("!")) {
      if (rest.length() < 2 || (rest.length() > 2 && rest.charAt(2) != ':')) {
        throw Fault.value("expected ':' after conversion specifier");
      }
      value = converted(value, rest.charAt(1));
      rest = rest.substring(2);
    }
    String spec = rest.isEmpty() ? "" : expand(rest.substring(1), depth - 1);
    return laidOut(value, spec);
  }

  private static int nameEnd(String field) {
    boolean bracket = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      bracket = c == '[' || (bracket && c != ']');
      if (!bracket && (c == '!' || c == ':')) {
        return i;
      }
    }
    return field.length();
  }

  private Value value(String path) {
    int end = 0;
    while (end < path.length() && !FIELD_ENDS.contains(path.charAt(end))) {
      end++;
    }
    Value value = first(path.substring(0, end));
    while (end < path.length()) {
      boolean item = path.charAt(end) == '[';
      int stop = item ? path.indexOf(']', end) : memberEnd(path, end + 1);
      if (stop <= end + 1) {
        throw Fault.value("Empty attribute in format string");
      }
      String name = path.substring(end + 1, stop);
      value =
          item ? Access.item(value, index(name), machine.budget()) : Access.attribute(value, name);
      end = item ? stop + 1 : stop;
      if (item && end < path.length() && !FIELD_ENDS.contains(path.charAt(end))) {
        throw Fault.value("Only '.' or '[' may follow ']' in format field specifier");
      }
    }
    return value;
  }

  private static int memberEnd(String path, int start) {
    int end = start;
    while (end < path.length() && !FIELD_ENDS.contains(path.charAt(end))) {
      end++;
    }
    return end;
  }

  private static Value index(String name) {
    return isNumber(name) ? Value.of(Integer.parseInt(name)) : Value.of(name);
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Value first(String name) {
    if (name.isEmpty()) {
      if (manual) {
        throw Fault.value("cannot switch from manual field specification to automatic numbering");
      }
      return positional(automatic++);
    }
    if (isNumber(name)) {
      if (automatic > 0) {
        throw Fault.value("cannot switch from automatic field numbering to manual specification");
      }
      manual = true;
      return positional(Integer.parseInt(name));
    }
    Value value = arguments.named().get(name);
    if (value == null) {
      throw new Fault("KeyError: " + PythonText.quote(name));
    }
    return value;
  }

  private Value positional(int index) {
    if (index >= arguments.positional().size()) {
      throw new Fault("IndexError: replacement index " + index + " out of range");
    }
    return arguments.positional().get(index);
  }

  private Value converted(Value value, char conversion) {
    return switch (conversion) {
      case 's' -> Value.of(machine.string(value));
      case 'r' -> Value.of(PythonText.repr(value, machine.budget()));
      default -> throw Fault.unsupported("the conversion '!" + conversion + "'");
    };
  }

  private String laidOut(Value value, String spec) {
    if (spec.isEmpty()) {
      return machine.string(value);
    }
    FormatSpec parsed = FormatSpec.parse(spec);
    return switch (value) {
      case Value.Text text -> parsed.text(text.value());
      case Value.Int integer -> parsed.number(value);
      case Value.Bool bool -> parsed.number(value);
      case Value.Real real -> parsed.number(value);
      default ->
          throw Fault.type(
              "unsupported format string passed to " + value.typeName() + ".__format__");
    };
  }
}

package org.endorm.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model's options under their published names, as {@code config.json} has them (a GGUF's metadata
 * are translated to the same names).
 *
 * <p>It remembers which options were asked for, so that an option nobody read, and that is not
 * known to leave the numbers alone, is an error and never ignored.
 */
public final class ModelConfig {
  /** Bound on sizes that multiply: far above any model, far below overflow. */
  private static final int LARGEST = 1 << 24;

  /** Names of a list that a message tells. */
  private static final int MOST_SHOWN = 5;

  private final Path source;
  private final ObjectNode options;
  private final Map<String, Object> defaults;
  private final Set<String> asked;

  public ModelConfig(Path source, ObjectNode options) {
    this(source, options, Map.of(), new HashSet<>());
  }

  private ModelConfig(
      Path source, ObjectNode options, Map<String, Object> defaults, Set<String> asked) {
    this.source = source;
    this.options = options;
    this.defaults = defaults;
    this.asked = asked;
  }

  /**
   * The same options, where one that is missing (not one that is null) takes its family's value.
   *
   * @param family values as integers, doubles, booleans and strings
   */
  public ModelConfig withDefaults(Map<String, Object> family) {
    return new ModelConfig(source, options, family, asked);
  }

  /** The file it came from, for messages. */
  public Path source() {
    return source;
  }

  /** Whether an option is there and not null. */
  public boolean has(String option) {
    asked.add(option);
    return !value(option).isNull();
  }

  /** Whether an option is written down, be it as null; its family's value does not count. */
  public boolean isGiven(String option) {
    asked.add(option);
    return options.has(option);
  }

  private JsonNode value(String option) {
    JsonNode given = options.get(option);
    if (given != null) {
      return given;
    }
    return switch (defaults.get(option)) {
      case null -> NullNode.instance;
      case Integer number -> IntNode.valueOf(number);
      case Double number -> DoubleNode.valueOf(number);
      case Boolean flag -> BooleanNode.valueOf(flag);
      case String text -> TextNode.valueOf(text);
      case Object other -> throw new IllegalArgumentException(option + " defaults to " + other);
    };
  }

  /** A positive integer that must be there. */
  public int size(String option) {
    JsonNode node = require(option);
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
      throw invalid(option, "must be a positive integer, is " + brief(node));
    }
    if (node.intValue() > LARGEST) {
      throw invalid(option, "is impossibly large, " + brief(node));
    }
    return node.intValue();
  }

  public int size(String option, int otherwise) {
    return has(option) ? size(option) : otherwise;
  }

  /** An integer of 0 or more, 0 where absent: a size that may be off. */
  public int sizeOrNone(String option) {
    return has(option) && value(option).asInt(-1) != 0 ? size(option) : 0;
  }

  /** A finite number that must be there. */
  public double number(String option) {
    JsonNode node = require(option);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid(option, "must be a number, is " + brief(node));
    }
    return node.doubleValue();
  }

  public double number(String option, double otherwise) {
    return has(option) ? number(option) : otherwise;
  }

  public boolean flag(String option, boolean otherwise) {
    if (!has(option)) {
      return otherwise;
    }
    JsonNode node = require(option);
    if (!node.isBoolean()) {
      throw invalid(option, "must be true or false, is " + brief(node));
    }
    return node.booleanValue();
  }

  public String text(String option, String otherwise) {
    if (!has(option)) {
      return otherwise;
    }
    JsonNode node = require(option);
    if (!node.isTextual()) {
      throw invalid(option, "must be a string, is " + brief(node));
    }
    return node.textValue();
  }

  /** A list of numbers, absent where the option is. */
  public Optional<double[]> numbers(String option) {
    if (!has(option)) {
      return Optional.empty();
    }
    JsonNode node = require(option);
    if (!node.isArray()) {
      throw invalid(option, "must be a list of numbers");
    }
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      if (!node.get(i).isNumber()) {
        throw invalid(option, "must be a list of numbers");
      }
      values[i] = node.get(i).doubleValue();
    }
    return Optional.of(values);
  }

  /** A list of integers of 0 or more, absent where the option is. */
  public Optional<int[]> integers(String option) {
    Optional<double[]> numbers = numbers(option);
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    int[] values = new int[numbers.get().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) numbers.get()[i];
      if (values[i] != numbers.get()[i] || values[i] < 0) {
        throw invalid(option, "must be a list of whole numbers");
      }
    }
    return Optional.of(values);
  }

  /** A list of strings, absent where the option is. */
  public Optional<List<String>> texts(String option) {
    if (!has(option)) {
      return Optional.empty();
    }
    if (!require(option).isArray()) {
      throw invalid(option, "must be a list of strings");
    }
    List<String> values = new ArrayList<>();
    for (JsonNode node : require(option)) {
      if (!node.isTextual()) {
        throw invalid(option, "must be a list of strings");
      }
      values.add(node.textValue());
    }
    return Optional.of(values);
  }

  /** Options inside an option, absent where it is; what is not read there is an error as here. */
  public Optional<ModelConfig> inner(String option) {
    if (!has(option)) {
      return Optional.empty();
    }
    if (!(require(option) instanceof ObjectNode object)) {
      throw invalid(option, "must be an object");
    }
    return Optional.of(new ModelConfig(source, object));
  }

  /** The one of several names for the same option that is there; the first where none is. */
  public String either(String... names) {
    String found = names[0];
    for (int i = names.length - 1; i >= 0; i--) {
      found = has(names[i]) ? names[i] : found;
    }
    return found;
  }

  /** Refuses a value that is there and means something else than what is built. */
  public void expect(String option, String value) {
    if (has(option) && !text(option, value).equals(value)) {
      throw unsupported(option + " " + text(option, value) + " is not supported, only " + value);
    }
  }

  /** Refuses a number that is there and differs from the one that is built. */
  public void expect(String option, double value) {
    if (number(option, value) != value) {
      String given = plain(number(option));
      throw unsupported(option + " " + given + " is not supported, only " + plain(value));
    }
  }

  private static String plain(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }

  /** Refuses a flag that is there and differs from the one that is built. */
  public void expect(String option, boolean value) {
    if (flag(option, value) != value) {
      throw unsupported(option + " " + !value + " is not supported");
    }
  }

  /**
   * Refuses options that nobody asked for and that are not known to be harmless.
   *
   * @throws UnsupportedModelException naming them
   */
  public void requireAllRead() {
    List<String> strange = new ArrayList<>();
    options
        .properties()
        .forEach(
            entry -> {
              String option = entry.getKey();
              boolean idle = entry.getValue().isNull() || HarmlessOptions.contains(option);
              if (!asked.contains(option) && !idle) {
                strange.add(option);
              }
            });
    requireNone(strange);
  }

  private void requireNone(List<String> strange) {
    if (strange.size() == 1) {
      throw unsupported(
          "option " + strange.getFirst() + " is not known here and might change the numbers");
    }
    if (!strange.isEmpty()) {
      throw unsupported(
          "options " + shown(strange) + " are not known here and might change the numbers");
    }
  }

  private static String shown(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())));
    return names.size() > MOST_SHOWN
        ? some + " and " + (names.size() - MOST_SHOWN) + " more"
        : some;
  }

  public UnsupportedModelException unsupported(String what) {
    return new UnsupportedModelException(source, what + ".");
  }

  public InvalidConfigException invalid(String option, String problem) {
    return new InvalidConfigException(source, option, problem);
  }

  private JsonNode require(String option) {
    if (!has(option)) {
      throw invalid(option, "is missing");
    }
    return value(option);
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}

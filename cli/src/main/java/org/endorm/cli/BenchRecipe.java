package org.endorm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.endorm.cli.input.InputException;
import org.endorm.scoring.catalogue.IoReason;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as a file: options of {@code endorm bench} by their long names, and {@code
 * benchmark}; or several such, under {@code runs}, what stands beside it holding for each.
 *
 * <p>{@code data} is where a run's files lie; {@code folder} where they lie below a {@code --data}
 * that the user gives; {@code name} the run's folder among several, else the benchmark's name.
 */
record BenchRecipe(List<Part> parts) {
  private static final long LARGEST = 1 << 20;
  private static final String RUNS = "runs";
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One run.
   *
   * @param where the file and place that say so, for errors
   * @param options by long name without dashes
   */
  record Part(
      String where,
      String name,
      String benchmark,
      @Nullable String data,
      @Nullable String folder,
      SequencedMap<String, List<String>> options) {
    Part {
      options = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(options));
    }
  }

  /**
   * Reads a recipe.
   *
   * @throws InputException if there is none
   */
  static BenchRecipe read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException(file + " is too large for a recipe");
      }
      if (YAML.readTree(Files.readString(file)) instanceof ObjectNode whole) {
        return new BenchRecipe(parts(file, whole));
      }
      throw new InputException(file + " holds no options by name");
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + IoReason.of(e), e);
    }
  }

  private static List<Part> parts(Path file, ObjectNode whole) {
    JsonNode runs = whole.remove(RUNS);
    if (runs == null) {
      return List.of(part(file.toString(), whole));
    }
    if (!runs.isArray() || runs.isEmpty()) {
      throw new InputException(file + ": runs is not a list of runs");
    }
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode run : runs) {
      String where = file + " run " + parts.size();
      if (!(run instanceof ObjectNode own)) {
        throw new InputException(where + " holds no options by name");
      }
      Part part = part(where, (ObjectNode) whole.deepCopy().setAll(own));
      if (!names.add(part.name())) {
        throw new InputException(where + " has the name of another run, " + part.name());
      }
      parts.add(part);
    }
    return parts;
  }

  private static Part part(String where, ObjectNode fields) {
    SequencedMap<String, List<String>> options = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(f -> options.put(f.getKey(), values(where, f.getKey(), f.getValue())));
    String benchmark = only(where, "benchmark", options);
    if (benchmark == null) {
      throw new InputException(where + " names no benchmark");
    }
    String name = only(where, "name", options);
    String data = only(where, "data", options);
    String folder = only(where, "folder", options);
    String called = name == null ? benchmark : name;
    if (!called.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new InputException(where + ": the name " + called + " is no folder's");
    }
    return new Part(where, called, benchmark, data, folder, options);
  }

  /** Takes out what stands there once at most. */
  private static @Nullable String only(
      String where, String field, SequencedMap<String, List<String>> options) {
    List<String> values = options.remove(field);
    if (values == null) {
      return null;
    }
    if (values.size() != 1) {
      throw new InputException(where + ": " + field + " is not one value");
    }
    return values.getFirst();
  }

  private static List<String> values(String where, String field, JsonNode node) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : node.isArray() ? node : List.of(node)) {
      if (!value.isValueNode() || value.isNull()) {
        throw new InputException(where + ": " + field + " is neither a value nor a list of values");
      }
      values.add(value.asText());
    }
    return values;
  }
}

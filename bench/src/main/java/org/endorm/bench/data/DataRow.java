package org.endorm.bench.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of a benchmark's file, with fields read as what they must be.
 *
 * <p>A string with a lone surrogate is damaged: no tokenizer takes it.
 *
 * @param file the file's name without folder and ending
 * @param number from 0
 */
public record DataRow(String file, long number, ObjectNode fields) {
  public boolean has(String field) {
    return fields.hasNonNull(field);
  }

  /** A string. */
  public String text(String field) {
    return text(required(field), field);
  }

  /** A string that is not blank. */
  public String filled(String field) {
    String text = text(field);
    if (text.isBlank()) {
      throw new DamagedRowException(field + " is empty");
    }
    return text;
  }

  /** At least one string. */
  public List<String> texts(String field) {
    JsonNode array = required(field);
    if (!array.isArray() || array.isEmpty()) {
      throw new DamagedRowException(field + " is not a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      texts.add(text(element, field + "[" + texts.size() + "]"));
    }
    return texts;
  }

  /** A given number of strings. */
  public List<String> texts(String field, int count) {
    List<String> texts = texts(field);
    if (texts.size() != count) {
      throw new DamagedRowException(field + " holds " + texts.size() + " strings, not " + count);
    }
    return texts;
  }

  /** An integer. */
  public int integer(String field) {
    JsonNode node = required(field);
    if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
      throw new DamagedRowException(field + " is not an integer");
    }
    return node.intValue();
  }

  /** An object as a row of its own. */
  public DataRow object(String field) {
    if (required(field) instanceof ObjectNode object) {
      return new DataRow(file, number, object);
    }
    throw new DamagedRowException(field + " is not an object");
  }

  /** The row's own id in letters, else its number. */
  public String id() {
    JsonNode own = fields.get("id");
    return own == null || own.isNull() || own.isContainerNode()
        ? Long.toString(number)
        : own.asText();
  }

  private JsonNode required(String field) {
    JsonNode node = fields.get(field);
    if (node == null || node.isNull()) {
      throw new DamagedRowException("there is no " + field);
    }
    return node;
  }

  private static String text(JsonNode node, String field) {
    if (!node.isTextual()) {
      throw new DamagedRowException(field + " is not a string");
    }
    String text = node.textValue();
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new DamagedRowException(field + " holds a lone surrogate");
    }
    return text;
  }
}

package org.endorm.scoring.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.endorm.scoring.row.RowException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * JSON as rows need it: ids keep every digit, strings may be as long as a line, and what goes to a
 * template is plain Java values.
 */
public final class RowJson {
  /** Reads and writes; numbers that are no doubles keep every digit. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(
          "(: enable `| \\(start marker at | \\(bound as |: not allowed as per ).*$|, from `[^`]*`",
          Pattern.DOTALL);

  private static final ObjectReader LINE =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private RowJson() {}

  /**
   * Reads a line that must be one JSON object.
   *
   * @throws RowException if it is not
   */
  public static ObjectNode object(String line) {
    try (JsonParser parser = parser(new StringReader(line))) {
      JsonNode node = LINE.readTree(parser);
      return object(node);
    } catch (JsonProcessingException e) {
      throw new RowException(Kind.NOT_JSON, "the line is not JSON: " + reason(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    }
  }

  /** Reads rows one after another. */
  public static JsonParser parser(Reader text) throws IOException {
    return new SignedZeroParser(MAPPER.getFactory().createParser(text));
  }

  /** What the parser says, without its hints for Java programmers, and where. */
  public static String reason(JsonProcessingException e) {
    String said = FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceAll("");
    String line = said.replaceAll("\\s*\\R\\s*", " ");
    JsonLocation at = e.getLocation();
    return at == null ? line : line + " at column " + at.getColumnNr();
  }

  /** The node as an object. */
  public static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new RowException(Kind.NOT_AN_OBJECT, "the row is " + kindOf(node) + ", not an object");
  }

  /** A string without lone surrogates. */
  public static String text(JsonNode node, String field) {
    if (!node.isTextual()) {
      throw wrongType(field, "a string", node);
    }
    return whole(node.textValue(), field);
  }

  private static String whole(String text, String field) {
    int lone = loneSurrogate(text);
    if (lone >= 0) {
      throw new RowException(
          Kind.LONE_SURROGATE,
          "%s holds a lone surrogate (U+%04X) at position %d"
              .formatted(field, (int) text.charAt(lone), lone));
    }
    return text;
  }

  /**
   * The node as {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean}, null.
   */
  public static @Nullable Object plain(JsonNode node, String field) {
    return switch (node.getNodeType()) {
      case OBJECT -> plainMap((ObjectNode) node, field);
      case ARRAY -> plainList(node, field);
      case STRING -> text(node, field);
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.isIntegralNumber() ? node.numberValue() : (Number) node.doubleValue();
      default -> null;
    };
  }

  /** The object as a map that keeps the order of its keys. */
  public static Map<String, @Nullable Object> plainMap(ObjectNode object, String field) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object.properties().forEach(e -> map.put(whole(e.getKey(), field), plain(e.getValue(), field)));
    return map;
  }

  private static List<@Nullable Object> plainList(JsonNode array, String field) {
    List<@Nullable Object> list = new ArrayList<>(array.size());
    array.forEach(e -> list.add(plain(e, field)));
    return list;
  }

  static RowException wrongType(String field, String wanted, JsonNode got) {
    return new RowException(Kind.WRONG_TYPE, field + " must be " + wanted + ", not " + kindOf(got));
  }

  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case NULL -> "null";
      default -> "nothing";
    };
  }

  private static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }
}

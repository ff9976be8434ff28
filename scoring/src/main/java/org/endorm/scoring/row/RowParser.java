package org.endorm.scoring.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.text.Message;
import org.jspecify.annotations.Nullable;

/**
 * Tells the shape of a row by the fields it has, and reads it.
 *
 * <p>A field that is null counts as absent. Exact ids decide alone, whatever text stands beside
 * them. Published sets keep {@code messages} beside a pair, and {@code prompt} beside messages that
 * begin with it: both are read. Any other mix of shapes is an error, since a guess would give a
 * wrong number.
 *
 * @param defaultSystem the system message of rows that bring none, null for none
 */
public record RowParser(@Nullable String defaultSystem) {
  private static final List<String> ANSWERS =
      List.of("response", "responses", "completion", "chosen", "rejected");

  /** The row's id: its own, else the line's number from 0. */
  public static JsonNode idOf(@Nullable ObjectNode row, long line) {
    JsonNode own = row == null ? null : row.get("id");
    if (own != null) {
      return own;
    }
    return line <= Integer.MAX_VALUE ? IntNode.valueOf((int) line) : LongNode.valueOf(line);
  }

  /**
   * Reads a row.
   *
   * @param line its number from 0
   * @throws RowException if it has no known shape
   */
  public Row parse(ObjectNode row, long line) {
    JsonNode id = idOf(row, line);
    if (has(row, "prompt_ids") || has(row, "response_ids")) {
      return new Row.Single(id, exact(row));
    }
    ConversationReader reader = new ConversationReader(row, defaultSystem);
    return switch (shape(row)) {
      case "chosen" -> pair(id, row, reader);
      case "responses" -> many(id, row, reader);
      case "completion" -> new Row.Single(id, one("completion", row, reader));
      case "response" -> new Row.Single(id, one("response", row, reader));
      default -> new Row.Single(id, reader.messages(truncated(row)));
    };
  }

  private static String shape(ObjectNode row) {
    Set<String> present = new LinkedHashSet<>(ANSWERS);
    present.removeIf(field -> !has(row, field));
    boolean pair = present.contains("chosen") || present.contains("rejected");
    if (pair && !(present.contains("chosen") && present.contains("rejected"))) {
      throw missing(present.contains("chosen") ? "rejected" : "chosen");
    }
    if (present.size() > (pair ? 2 : 1)) {
      throw new RowException(
          Kind.UNKNOWN_SHAPE, "the row mixes shapes: it has " + String.join(" and ", present));
    }
    return present.isEmpty() ? bareShape(row) : messagesBeside(row, present.iterator().next());
  }

  private static String bareShape(ObjectNode row) {
    if (has(row, "messages")) {
      return "messages";
    }
    if (has(row, "prompt")) {
      throw missing("response");
    }
    throw new RowException(
        Kind.UNKNOWN_SHAPE,
        "the row has none of the known shapes: prompt and response, messages, prompt and"
            + " completion, chosen and rejected, prompt and responses, prompt_ids and"
            + " response_ids");
  }

  private static String messagesBeside(ObjectNode row, String shape) {
    if (has(row, "messages") && !shape.equals("chosen")) {
      throw new RowException(
          Kind.UNKNOWN_SHAPE, "the row mixes shapes: it has messages and " + shape);
    }
    return shape;
  }

  private static Row pair(JsonNode id, ObjectNode row, ConversationReader reader) {
    List<Boolean> cut = truncated(row, 2);
    return new Row.Pair(
        id, reader.answered("chosen", cut.get(0)), reader.answered("rejected", cut.get(1)));
  }

  private static Candidate one(String field, ObjectNode row, ConversationReader reader) {
    if (field.equals("response")) {
      String text = RowJson.text(row.get(field), field);
      return reader.spoken(Message.of("assistant", text), truncated(row));
    }
    return reader.answered(field, truncated(row));
  }

  private static Row many(JsonNode id, ObjectNode row, ConversationReader reader) {
    JsonNode responses = row.get("responses");
    if (!responses.isArray()) {
      throw RowJson.wrongType("responses", "an array of strings", responses);
    }
    if (responses.isEmpty()) {
      throw new RowException(Kind.NO_RESPONSE, "responses is empty");
    }
    List<Boolean> cut = truncated(row, responses.size());
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      String text = RowJson.text(responses.get(i), "responses[" + i + "]");
      candidates.add(reader.spoken(Message.of("assistant", text), cut.get(i)));
    }
    return new Row.Many(id, candidates);
  }

  private static Candidate exact(ObjectNode row) {
    return new Candidate.Exact(ids(row, "prompt_ids"), ids(row, "response_ids"), truncated(row));
  }

  private static int[] ids(ObjectNode row, String field) {
    if (!has(row, field)) {
      throw missing(field);
    }
    JsonNode array = row.get(field);
    if (!array.isArray()) {
      throw RowJson.wrongType(field, "an array of integers", array);
    }
    if (array.isEmpty()) {
      throw new RowException(Kind.BAD_IDS, field + " is empty");
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(array.get(i), field, i);
    }
    return ids;
  }

  private static int id(JsonNode node, String field, int index) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      String shown = node.toString();
      throw new RowException(
          Kind.BAD_IDS,
          "%s[%d] is %s, not an integer of the vocabulary"
              .formatted(field, index, shown.length() > 40 ? shown.substring(0, 40) + "…" : shown));
    }
    return node.intValue();
  }

  private static boolean truncated(ObjectNode row) {
    return truncated(row, 1).getFirst();
  }

  private static List<Boolean> truncated(ObjectNode row, int answers) {
    if (!has(row, "truncated")) {
      return Collections.nCopies(answers, false);
    }
    JsonNode node = row.get("truncated");
    if (node.isBoolean()) {
      return Collections.nCopies(answers, node.booleanValue());
    }
    List<Boolean> each = new ArrayList<>();
    node.forEach(e -> each.add(e.booleanValue()));
    boolean onlyBooleans = node.valueStream().allMatch(JsonNode::isBoolean);
    if (answers == 1 || !node.isArray() || each.size() != answers || !onlyBooleans) {
      String wanted = answers == 1 ? "a boolean" : "one boolean, or one for each of " + answers;
      throw new RowException(Kind.WRONG_TYPE, "truncated must be " + wanted);
    }
    return each;
  }

  static boolean has(ObjectNode row, String field) {
    return row.hasNonNull(field);
  }

  static RowException missing(String field) {
    boolean prompt = field.startsWith("prompt");
    return new RowException(prompt ? Kind.NO_PROMPT : Kind.NO_RESPONSE, "the row has no " + field);
  }
}

package org.endorm.scoring.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.text.Conversation;
import org.endorm.text.Message;
import org.jspecify.annotations.Nullable;

/** Reads the conversations of one row: its prompt, and the answers that are messages. */
final class ConversationReader {
  private final ObjectNode row;
  private final @Nullable String ownSystem;
  private final @Nullable String defaultSystem;
  private final Map<String, @Nullable Object> variables;
  private @Nullable List<Message> prompt;

  ConversationReader(ObjectNode row, @Nullable String defaultSystem) {
    this.row = row;
    this.ownSystem =
        RowParser.has(row, "system") ? RowJson.text(row.get("system"), "system") : null;
    this.defaultSystem = defaultSystem;
    this.variables = variables(row);
  }

  /** The answer in a field: a string, or messages that continue the prompt or begin with it. */
  Candidate answered(String field, boolean truncated) {
    JsonNode answer = row.get(field);
    if (answer.isTextual()) {
      return spoken(Message.of("assistant", RowJson.text(answer, field)), truncated);
    }
    if (!RowParser.has(row, "prompt")) {
      return split(messages(answer, field), field, truncated);
    }
    List<Message> said = prompt();
    List<Message> messages = messages(answer, field);
    if (!beginsWith(messages, said)) {
      List<Message> joined = new ArrayList<>(said);
      joined.addAll(messages);
      messages = joined;
    }
    return split(messages, field, truncated);
  }

  /**
   * The row's {@code messages}, whose last is the response; a prompt beside them must be theirs.
   */
  Candidate messages(boolean truncated) {
    List<Message> messages = messages(row.get("messages"), "messages");
    if (RowParser.has(row, "prompt") && !beginsWith(messages, prompt())) {
      throw new RowException(
          Kind.UNKNOWN_SHAPE, "the row mixes shapes: its messages do not begin with its prompt");
    }
    return split(messages, "messages", truncated);
  }

  /** The row's prompt with an answer given in plain text. */
  Candidate spoken(Message answer, boolean truncated) {
    return new Candidate.Spoken(
        new Conversation(withSystem(prompt()), variables), answer, truncated);
  }

  private Candidate split(List<Message> messages, String field, boolean truncated) {
    if (messages.isEmpty()) {
      throw new RowException(Kind.NO_RESPONSE, field + " is empty");
    }
    Message last = messages.getLast();
    if (!last.role().equals("assistant")) {
      throw new RowException(
          Kind.NO_RESPONSE,
          "the last message of %s has the role \"%s\", not assistant"
              .formatted(field, last.role()));
    }
    if (last.text() == null && !callsTools(last)) {
      throw new RowException(
          Kind.NO_RESPONSE, "the last message of " + field + " has no content that is a string");
    }
    List<Message> before = messages.subList(0, messages.size() - 1);
    if (before.isEmpty()) {
      throw new RowException(Kind.NO_PROMPT, field + " holds nothing before the response");
    }
    return new Candidate.Spoken(new Conversation(withSystem(before), variables), last, truncated);
  }

  private static boolean callsTools(Message message) {
    return message.fields().get("tool_calls") instanceof List<?> calls && !calls.isEmpty();
  }

  private List<Message> prompt() {
    List<Message> known = prompt;
    if (known == null) {
      known = readPrompt();
      prompt = known;
    }
    return known;
  }

  private List<Message> readPrompt() {
    if (!RowParser.has(row, "prompt")) {
      throw RowParser.missing("prompt");
    }
    JsonNode node = row.get("prompt");
    if (node.isTextual()) {
      return List.of(Message.of("user", RowJson.text(node, "prompt")));
    }
    List<Message> messages = messages(node, "prompt");
    if (messages.isEmpty()) {
      throw new RowException(Kind.NO_PROMPT, "prompt is empty");
    }
    return messages;
  }

  private List<Message> withSystem(List<Message> messages) {
    boolean has = messages.stream().anyMatch(m -> m.role().equals("system"));
    if (has && ownSystem != null) {
      throw new RowException(Kind.CONFLICT, "the row has a system field beside a system message");
    }
    String system = ownSystem != null ? ownSystem : defaultSystem;
    if (has || system == null) {
      return messages;
    }
    List<Message> all = new ArrayList<>();
    all.add(Message.of("system", system));
    all.addAll(messages);
    return all;
  }

  private static List<Message> messages(JsonNode node, String field) {
    if (!node.isArray()) {
      throw RowJson.wrongType(field, "a string or an array of messages", node);
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      messages.add(message(node.get(i), field + "[" + i + "]"));
    }
    return messages;
  }

  private static Message message(JsonNode node, String field) {
    if (!(node instanceof ObjectNode object)) {
      throw RowJson.wrongType(field, "a message with role and content", node);
    }
    Message message = new Message(RowJson.plainMap(object, field));
    if (message.role().isEmpty()) {
      throw new RowException(Kind.WRONG_TYPE, field + " has no role");
    }
    return message;
  }

  private static boolean beginsWith(List<Message> messages, List<Message> prompt) {
    if (messages.size() < prompt.size()) {
      return false;
    }
    for (int i = 0; i < prompt.size(); i++) {
      if (!said(messages.get(i)).equals(said(prompt.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** A message without the keys that are null, which table formats add. */
  private static Map<String, Object> said(Message message) {
    Map<String, Object> said = new LinkedHashMap<>();
    message
        .fields()
        .forEach(
            (key, value) -> {
              if (value != null) {
                said.put(key, value);
              }
            });
    return said;
  }

  private static Map<String, @Nullable Object> variables(ObjectNode row) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    if (RowParser.has(row, "chat_template_kwargs")) {
      JsonNode more = row.get("chat_template_kwargs");
      if (!(more instanceof ObjectNode object)) {
        throw RowJson.wrongType("chat_template_kwargs", "an object", more);
      }
      variables.putAll(RowJson.plainMap(object, "chat_template_kwargs"));
    }
    for (String field : List.of("tools", "documents")) {
      if (RowParser.has(row, field)) {
        if (!row.get(field).isArray()) {
          throw RowJson.wrongType(field, "an array", row.get(field));
        }
        variables.put(field, RowJson.plain(row.get(field), field));
      }
    }
    return variables;
  }
}

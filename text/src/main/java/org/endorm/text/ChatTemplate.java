package org.endorm.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.endorm.text.jinja.JinjaException;
import org.endorm.text.jinja.JinjaTemplate;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: turns a conversation into the text that the model was trained on.
 *
 * <p>What transformers' {@code apply_chat_template} does around Jinja is done here too: {@code
 * tools} and {@code documents} are always defined, keys of a message whose value is null are
 * dropped, and a message's reasoning is known under {@code reasoning_content} and {@code thinking}
 * whichever name it came under. Immutable and safe for concurrent use.
 */
public final class ChatTemplate {
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private final String name;
  private final String source;
  private final JinjaTemplate template;

  private ChatTemplate(String name, String source, JinjaTemplate template) {
    this.name = name;
    this.source = source;
    this.template = template;
  }

  /**
   * Parses a template.
   *
   * @param name what error messages call it
   * @throws TemplateException if it does not parse
   */
  public static ChatTemplate parse(String name, String source) {
    try {
      return new ChatTemplate(name, source, JinjaTemplate.parse(source));
    } catch (JinjaException e) {
      throw new TemplateException(name, e);
    }
  }

  /** The template's source. */
  public String source() {
    return source;
  }

  /** The SHA-256 of the source in UTF-8, in hexadecimal. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Renders a conversation.
   *
   * @param addGenerationPrompt whether the opening of the assistant's next turn is printed too
   * @param specialTokens {@code bos_token}, {@code eos_token}, …; the conversation's own variables
   *     win over them
   * @param now what {@code strftime_now} tells
   * @throws TemplateException if the template raises, uses what is not supported, or exceeds its
   *     bounds
   */
  public String render(
      Conversation conversation,
      boolean addGenerationPrompt,
      Map<String, String> specialTokens,
      LocalDateTime now) {
    Map<String, @Nullable Object> variables = new HashMap<>(specialTokens);
    variables.putAll(conversation.variables());
    variables.put("messages", conversation.messages().stream().map(Message::fields).toList());
    variables.put("add_generation_prompt", addGenerationPrompt);
    return render(variables, now);
  }

  /**
   * Renders a context: {@code messages} and any template variables, {@code add_generation_prompt},
   * {@code tools} and {@code documents} among them.
   *
   * @throws TemplateException as the other method, and where a message, tool or document is not an
   *     object
   */
  public String render(Map<String, ? extends @Nullable Object> context, LocalDateTime now) {
    Map<String, @Nullable Object> variables = new HashMap<>(context);
    variables.put("messages", messages(context.get("messages")));
    variables.put("tools", objects("tools", context.get("tools")));
    variables.put("documents", objects("documents", context.get("documents")));
    variables.putIfAbsent("add_generation_prompt", false);
    try {
      return template.render(variables, now);
    } catch (JinjaException e) {
      throw new TemplateException(name, e);
    }
  }

  private List<Map<?, ?>> messages(@Nullable Object messages) {
    List<Map<?, ?>> prepared = new ArrayList<>();
    List<Map<?, ?>> given = objects("messages", messages);
    if (given == null) {
      throw new TemplateException(name, 1, "there are no messages");
    }
    given.forEach(message -> prepared.add(prepare(message)));
    return prepared;
  }

  private @Nullable List<Map<?, ?>> objects(String what, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> list)) {
      throw new TemplateException(name, 1, what + " must be a list of objects");
    }
    List<Map<?, ?>> objects = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> object)) {
        throw new TemplateException(name, 1, what + " must be a list of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  /**
   * Drops what is null; a reasoning goes to the front as {@code thinking} and gets its standard
   * name.
   */
  private static Map<?, ?> prepare(Map<?, ?> message) {
    Object reasoning =
        REASONING.stream().map(message::get).filter(Objects::nonNull).findFirst().orElse(null);
    Map<Object, Object> prepared = new LinkedHashMap<>();
    if (reasoning != null) {
      prepared.put("thinking", reasoning);
    }
    message.forEach(
        (key, value) -> {
          if (value != null) {
            prepared.put(key, value);
          }
        });
    if (reasoning != null) {
      prepared.put("reasoning_content", reasoning);
    }
    return prepared;
  }
}

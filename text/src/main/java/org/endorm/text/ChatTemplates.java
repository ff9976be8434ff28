package org.endorm.text;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The chat templates of one model by name, with the special tokens that they print. Most models
 * have one template, {@code default}; some have another, {@code tool_use}, for conversations with
 * tools.
 *
 * <p>Each is parsed when first used. Safe for concurrent use.
 */
public final class ChatTemplates {
  static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";

  private final String origin;
  private final Map<String, String> sources;
  private final SpecialTokens specialTokens;
  private final Map<String, ChatTemplate> parsed = new ConcurrentHashMap<>();

  /**
   * @param origin where they come from, for messages
   * @param sources by name
   */
  ChatTemplates(String origin, Map<String, String> sources, SpecialTokens specialTokens) {
    this.origin = origin;
    this.sources = new TreeMap<>(sources);
    this.specialTokens = specialTokens;
  }

  /**
   * Reads those of a Hugging Face model directory, which may have none.
   *
   * @throws TokenizerException if a file is malformed
   */
  public static ChatTemplates fromDirectory(Path folder) {
    return new ModelFolder(folder).templates();
  }

  /** Takes those that a GGUF file's metadata hold, if any. */
  public static ChatTemplates fromGguf(GgufVocabulary vocabulary) {
    return new ChatTemplates(
        "GGUF tokenizer.chat_template", vocabulary.chatTemplates(), SpecialTokens.of(vocabulary));
  }

  public boolean isEmpty() {
    return sources.isEmpty();
  }

  SpecialTokens specialTokens() {
    return specialTokens;
  }

  /**
   * Renders a context: {@code messages} and any template variables, which win over the model's
   * special tokens.
   *
   * @throws TemplateException if there is no template for it, it does not parse, or it raises
   */
  public String render(Map<String, ? extends @Nullable Object> context, LocalDateTime now) {
    Map<String, @Nullable Object> variables = new HashMap<>(specialTokens.texts());
    variables.putAll(context);
    return choose(context.get("tools") != null).render(variables, now);
  }

  /**
   * The template for a conversation, chosen as transformers does.
   *
   * @throws TemplateException if there is no template for it, or it does not parse
   */
  ChatTemplate choose(boolean tools) {
    String name = tools && sources.containsKey(TOOL_USE) ? TOOL_USE : DEFAULT;
    return parsed.computeIfAbsent(name, this::parse);
  }

  private ChatTemplate parse(String name) {
    String source = sources.get(name);
    if (source == null) {
      throw new TemplateException(
          origin, 1, "none of " + sources.keySet() + " is named " + DEFAULT);
    }
    return ChatTemplate.parse(sources.size() == 1 ? origin : origin + " " + name, source);
  }
}

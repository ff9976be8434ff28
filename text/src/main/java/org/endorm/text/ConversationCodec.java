package org.endorm.text;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns conversations into trajectories for one model: its tokenizer, its chat template, its
 * special tokens.
 *
 * <p>A model without a tokenizer takes rows of ids only; one without a template is a plain
 * completion model. Safe for concurrent use; closing it closes the tokenizer.
 */
public final class ConversationCodec implements AutoCloseable {
  private final @Nullable Tokenizer tokenizer;
  private final String missingTokenizer;
  private final ChatTemplates templates;

  private ConversationCodec(
      @Nullable Tokenizer tokenizer, String missingTokenizer, ChatTemplates templates) {
    this.tokenizer = tokenizer;
    this.missingTokenizer = missingTokenizer;
    this.templates = templates;
  }

  /**
   * Joins parts that are at hand.
   *
   * @param template null for a plain completion model
   */
  public static ConversationCodec of(
      Tokenizer tokenizer, @Nullable ChatTemplate template, SpecialTokens specialTokens) {
    Map<String, String> sources =
        template == null ? Map.of() : Map.of(ChatTemplates.DEFAULT, template.source());
    return new ConversationCodec(tokenizer, "", new ChatTemplates("given", sources, specialTokens));
  }

  /**
   * Reads the text side of a Hugging Face model directory; one without tokenizer files is allowed.
   *
   * @throws TokenizerException if a file is malformed
   */
  public static ConversationCodec fromDirectory(Path folder) {
    ModelFolder files = new ModelFolder(folder);
    return new ConversationCodec(
        files.tokenizer().orElse(null), files.missingTokenizer(), files.templates());
  }

  /**
   * Builds the text side of a GGUF file from its metadata.
   *
   * @throws TokenizerException if the vocabulary is malformed or its kind unknown
   */
  public static ConversationCodec fromGguf(GgufVocabulary vocabulary) {
    return new ConversationCodec(
        HuggingFaceTokenizer.fromGguf(vocabulary), "", ChatTemplates.fromGguf(vocabulary));
  }

  /** The tokenizer, empty where the model has none. */
  public Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /**
   * The tokenizer.
   *
   * @throws ConversationException if the model has none
   */
  public Tokenizer requireTokenizer() {
    if (tokenizer == null) {
      throw new ConversationException(ConversationException.Kind.NEEDS_TOKENIZER, missingTokenizer);
    }
    return tokenizer;
  }

  public boolean hasTemplate() {
    return !templates.isEmpty();
  }

  /**
   * The chat template for conversations without tools, empty for a plain completion model.
   *
   * @throws TemplateException if it does not parse
   */
  public Optional<ChatTemplate> template() {
    return hasTemplate() ? Optional.of(templates.choose(false)) : Optional.empty();
  }

  /** The SHA-256 of {@link #template}, in hexadecimal. */
  public Optional<String> templateSha256() {
    return template().map(ChatTemplate::sha256);
  }

  public SpecialTokens specialTokens() {
    return templates.specialTokens();
  }

  /**
   * Reads a prompt once, for any number of answers.
   *
   * @param now what a date in the template tells
   * @throws ConversationException if the model cannot take it: see {@link
   *     ConversationException.Kind}
   * @throws TemplateException if the template raises
   */
  public Prompt prompt(Conversation conversation, LocalDateTime now) {
    Tokenizer own = requireTokenizer();
    if (!hasTemplate()) {
      return new PlainPrompt(own, conversation);
    }
    boolean tools = conversation.variables().get("tools") != null;
    return new ChatPrompt(own, templates.choose(tools), specialTokens(), conversation, now);
  }

  @Override
  public void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
  }
}

package org.endorm.text;

import java.util.Locale;
import org.endorm.reward.EndormException;

/** A row that cannot be turned into a trajectory, though model and template are sound. */
public final class ConversationException extends EndormException implements RowFault {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the row. */
  public enum Kind {
    /** Text that is not Unicode: half of a surrogate pair alone. */
    LONE_SURROGATE,
    /** Text longer than any model's context. */
    TEXT_TOO_LONG,
    /** Text that the vocabulary has no tokens for, not even an unknown one. */
    UNKNOWN_TEXT,
    /** An empty prompt, with neither a template nor a BOS to start from. */
    EMPTY_PROMPT,
    /** Nothing to score: an empty response with no end token. */
    EMPTY_RESPONSE,
    /** A system message or a chat, and a model without a chat template. */
    NEEDS_TEMPLATE,
    /** A last message whose response cannot be told from what the template prints. */
    UNKNOWN_RESPONSE,
    /** Text to tokenise, and a model without a tokenizer. */
    NEEDS_TOKENIZER,
    /** What takes the places of tokens in a text, and a tokenizer that does not tell them. */
    NEEDS_OFFSETS
  }

  private final Kind kind;

  ConversationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public String type() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}

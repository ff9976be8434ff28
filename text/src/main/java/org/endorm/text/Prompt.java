package org.endorm.text;

/**
 * A prompt that was rendered and tokenised once, to which answers can be given.
 *
 * <p>Safe for concurrent use, as long as the codec that made it is open.
 */
public sealed interface Prompt permits ChatPrompt, PlainPrompt {
  /** What the model sees before any answer; for a chat, with the generation prompt. */
  String text();

  /**
   * The trajectory of a plain answer, taken as it stands.
   *
   * @param truncated whether the answer was cut: then it has no end token
   * @throws ConversationException if nothing is left to score, or the text is not Unicode
   * @throws TemplateException if the template raises
   */
  default EncodedTrajectory answer(String text, boolean truncated) {
    return answer(Message.of("assistant", text), truncated);
  }

  /**
   * The trajectory of an answer given as a message, which may hold {@code tool_calls} or a
   * reasoning beside its content.
   *
   * @throws ConversationException if its content is not text, or its response cannot be told from
   *     what the template prints
   */
  EncodedTrajectory answer(Message message, boolean truncated);
}

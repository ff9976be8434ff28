package org.endorm.scoring;

/**
 * A trained reward model that is ready to judge.
 *
 * @param encoder its tokenizer and template
 * @param source its head
 * @param closing frees what both hold
 */
public record OpenedHead(AnswerEncoder encoder, HeadSource source, Runnable closing)
    implements AutoCloseable {
  @Override
  public void close() {
    closing.run();
  }
}

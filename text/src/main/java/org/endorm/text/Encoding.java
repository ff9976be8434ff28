package org.endorm.text;

import org.endorm.text.ConversationException.Kind;

/**
 * Tokens of one text: ids, the text of each, and where each lies.
 *
 * <p>A tokenizer behind a server may tell ids only; asking for the rest is then an error.
 *
 * @param ids shape [n]
 * @param texts shape [n], the text that each token stands for
 * @param starts shape [n], first code point of each token in the original text
 * @param ends shape [n], code point after the last
 */
public record Encoding(int[] ids, String[] texts, int[] starts, int[] ends) {
  private static final String[] NO_TEXTS = {};
  private static final int[] NOWHERE = {};

  public Encoding {
    boolean located =
        texts.length == ids.length && starts.length == ids.length && ends.length == ids.length;
    boolean bare = texts == NO_TEXTS && starts == NOWHERE && ends == NOWHERE;
    if (!located && !bare) {
      throw new IllegalArgumentException("ids, texts and offsets differ in length");
    }
  }

  /** Ids of which nobody knows where they lie. */
  public static Encoding ofIds(int[] ids) {
    return new Encoding(ids, NO_TEXTS, NOWHERE, NOWHERE);
  }

  /** Whether texts and offsets are known. */
  public boolean located() {
    return texts != NO_TEXTS;
  }

  public int length() {
    return ids.length;
  }

  @Override
  public String[] texts() {
    requireLocated();
    return texts;
  }

  @Override
  public int[] starts() {
    requireLocated();
    return starts;
  }

  @Override
  public int[] ends() {
    requireLocated();
    return ends;
  }

  private void requireLocated() {
    if (!located()) {
      throw new ConversationException(
          Kind.NEEDS_OFFSETS, "the tokenizer does not tell where in the text a token lies");
    }
  }
}

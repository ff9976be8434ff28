package org.endorm.scoring;

import java.util.List;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.RowException;
import org.endorm.text.Conversation;
import org.endorm.text.Encoding;
import org.endorm.text.Message;

/**
 * An answer that is a list of steps, joined by blank lines when it is read as one text.
 *
 * @param steps at least one
 */
public record SteppedAnswer(Conversation conversation, List<String> steps) {
  /** What stands between two steps; it belongs to the first of them. */
  public static final String SEPARATOR = "\n\n";

  public SteppedAnswer {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("an answer in steps needs at least one");
    }
  }

  /** The answer as one ended turn. */
  public Candidate candidate() {
    String text = String.join(SEPARATOR, steps);
    return new Candidate.Spoken(conversation, Message.of("assistant", text), false);
  }

  /**
   * For each step the code point in the text before which it ends; the last is the text's length.
   */
  public int[] ends() {
    int[] ends = new int[steps.size()];
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      at += steps.get(i).codePointCount(0, steps.get(i).length());
      at += i + 1 < ends.length ? SEPARATOR.length() : 0;
      ends[i] = at;
    }
    return ends;
  }

  /**
   * For each step the token before which it ends, of the tokens of {@link #candidate}; a step has
   * the tokens that begin in it, the last also the end token.
   *
   * @throws RowException if no token begins in a step
   */
  public int[] tokenEnds(Encoding response) {
    int[] characters = ends();
    int[] tokens = new int[characters.length];
    int from = 0;
    for (int step = 0; step < tokens.length; step++) {
      boolean last = step + 1 == tokens.length;
      int to = last ? response.length() : firstAt(response, characters[step], from);
      if (to == from) {
        throw new RowException(
            RowException.Kind.STEPS, "step " + step + " of the answer has no token of its own");
      }
      tokens[step] = to;
      from = to;
    }
    return tokens;
  }

  /** The first token at or after {@code from} that begins at or after a code point. */
  private static int firstAt(Encoding response, int codePoint, int from) {
    int t = from;
    while (t < response.length() && response.starts()[t] < codePoint) {
      t++;
    }
    return t;
  }
}

package org.endorm.scoring;

import org.endorm.reward.Trajectory;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.scoring.trace.TraceSource;
import org.endorm.text.Message;

/**
 * What a model can take: ids of its vocabulary, rows of its context.
 *
 * @param vocabulary one more than the largest id
 * @param context the largest number of ids in a row
 */
record Limits(int vocabulary, int context) {
  /** Vocabularies hold no longer tokens: the longest known are runs of 128 spaces or dashes. */
  private static final int LONGEST_TOKEN = 256;

  static Limits of(TraceSource traces) {
    return new Limits(traces.vocabularySize(), traces.contextLength());
  }

  /**
   * Refuses what is far too long for the context before minutes go into its tokens.
   *
   * @throws RowException how long it is
   */
  void requirePlausible(Candidate.Spoken spoken) {
    long characters = length(spoken.answer());
    for (Message message : spoken.conversation().messages()) {
      characters += length(message);
    }
    if (characters > (long) context * LONGEST_TOKEN) {
      throw new RowException(
          Kind.TOO_LONG,
          "prompt and response together have %,d characters, which the context of %d tokens cannot hold"
              .formatted(characters, context));
    }
  }

  private static int length(Message message) {
    String text = message.text();
    return text == null ? 0 : text.length();
  }

  /**
   * Refuses a trajectory that is beyond them.
   *
   * @throws RowException which id, or how long
   */
  void require(Trajectory trajectory) {
    if (trajectory.length() > context) {
      throw new RowException(
          Kind.TOO_LONG,
          "prompt (%d tokens) and response (%d) together are longer than the context of %d"
              .formatted(trajectory.responseStart(), trajectory.responseLength(), context));
    }
    for (int i = 0; i < trajectory.length(); i++) {
      if (trajectory.id(i) >= vocabulary) {
        throw outside(trajectory, i);
      }
    }
  }

  private RowException outside(Trajectory trajectory, int position) {
    int start = trajectory.responseStart();
    boolean prompt = position < start;
    return new RowException(
        Kind.BAD_IDS,
        "%s id %d is %d, and the vocabulary ends at %d"
            .formatted(
                prompt ? "prompt" : "response",
                prompt ? position : position - start,
                trajectory.id(position),
                vocabulary - 1));
  }
}

package org.endorm.scoring;

import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.text.Conversation;

/** Whatever writes answers: a language model that is asked for text instead of numbers. */
public interface AnswerWriter {
  /**
   * A conversation to be answered.
   *
   * @param seed of its draws: an answer depends on its own seed, not on what is written beside it
   */
  record Task(Conversation conversation, long seed) {
    /** One that is answered without draws. */
    public static Task greedy(Conversation conversation) {
      return new Task(conversation, 0);
    }
  }

  /**
   * How to choose tokens.
   *
   * @param temperature 0 for the most likely token
   * @param topP the least share of probability to draw from, 1 for all
   * @param most tokens of an answer, the end token included
   */
  record Manner(double temperature, double topP, int most) {
    public Manner {
      if (!(temperature >= 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException("temperature must not be negative, was " + temperature);
      }
      if (!(topP > 0 && topP <= 1) || most < 1) {
        throw new IllegalArgumentException("top-p " + topP + ", at most " + most + " tokens");
      }
    }

    /** The most likely token each time. */
    public static Manner greedy(int most) {
      return new Manner(0, 1, most);
    }
  }

  /** What became of one task. */
  sealed interface Reply {
    /**
     * An answer.
     *
     * @param text without its end token
     * @param truncated whether it was cut, for want of room
     */
    record Text(String text, boolean truncated) implements Reply {}

    /** The conversation's own fault: its template's, its length. */
    record Refusal(EndormException why) implements Reply {}
  }

  /**
   * Answers each conversation by itself, in the order given.
   *
   * @throws EndormException if the model fails, whatever the conversation
   */
  List<Reply> write(List<Task> tasks, Manner manner);
}

package org.endorm.scoring;

import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.text.Conversation;
import org.endorm.text.EncodedTrajectory;
import org.endorm.text.Encoding;
import org.endorm.text.Message;
import org.endorm.text.RowFault;

/**
 * A template and tokenizer of one token for each code point: every turn prints as {@code
 * role:content;}, the end token is 1. A message that says "boom" is beyond it.
 */
public final class LetterEncoder implements AnswerEncoder {
  public static final int END = 1;

  @Override
  public EncodedTrajectory encode(Conversation conversation, Message answer, boolean truncated) {
    StringBuilder prompt = new StringBuilder();
    for (Message message : conversation.messages()) {
      prompt.append(message.role()).append(':').append(message.text()).append(';');
    }
    prompt.append("assistant:");
    if (prompt.indexOf("boom") >= 0) {
      throw new BoomException();
    }
    String text = String.valueOf(answer.text());
    Encoding response = letters(text, !truncated);
    Ending ending = truncated ? Ending.TRUNCATED : Ending.ENDED;
    int[] promptIds = letters(prompt.toString(), false).ids();
    return new EncodedTrajectory(
        Trajectory.of(promptIds, response.ids(), ending),
        prompt.toString(),
        text,
        response,
        truncated ? "cut" : null);
  }

  private static Encoding letters(String text, boolean end) {
    int[] points = text.codePoints().toArray();
    List<String> texts = new ArrayList<>();
    int n = points.length + (end ? 1 : 0);
    int[] ids = new int[n];
    int[] starts = new int[n];
    int[] ends = new int[n];
    for (int i = 0; i < n; i++) {
      boolean letter = i < points.length;
      ids[i] = letter ? 2 + points[i] % (HashTraces.VOCABULARY - 2) : END;
      texts.add(letter ? Character.toString(points[i]) : "<end>");
      starts[i] = i;
      ends[i] = letter ? i + 1 : i;
    }
    return new Encoding(ids, texts.toArray(String[]::new), starts, ends);
  }

  /** The template's refusal. */
  static final class BoomException extends EndormException implements RowFault {
    private static final long serialVersionUID = 1L;

    BoomException() {
      super("the template raised: boom");
    }

    @Override
    public String type() {
      return "template";
    }
  }
}

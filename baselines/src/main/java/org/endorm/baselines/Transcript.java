package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.row.RowException;
import org.endorm.text.Conversation;
import org.endorm.text.Message;

/**
 * A conversation and its answer as plain text, to be put before a judge that reads.
 *
 * @param question everything before the answer: the user's text if that is all, else every turn
 *     under its role
 */
record Transcript(String question, String answer) {
  /**
   * Writes out a candidate.
   *
   * @throws RowException if it is ids, or a turn is not plain text
   */
  static Transcript of(Candidate candidate) {
    if (!(candidate instanceof Candidate.Spoken spoken)) {
      throw new RowException(
          RowException.Kind.UNKNOWN_SHAPE, "a judge that reads text cannot judge exact ids");
    }
    List<Message> turns = spoken.conversation().messages();
    if (turns.size() == 1 && turns.getFirst().role().equals("user")) {
      return new Transcript(text(turns.getFirst()), text(spoken.answer()));
    }
    List<String> lines = new ArrayList<>();
    turns.forEach(turn -> lines.add(turn.role() + ": " + text(turn)));
    return new Transcript(String.join("\n\n", lines), text(spoken.answer()));
  }

  /**
   * The candidate before a judge, the judge's task last: whatever the task, all that stands before
   * it is the same, and computed once.
   */
  String shown(String task) {
    return """
    Here is a request and a response to it.

    Request:
    %s

    Response:
    %s

    %s\
    """
        .formatted(question, answer, task);
  }

  private static String text(Message message) {
    String text = message.text();
    if (text == null) {
      throw new RowException(
          RowException.Kind.WRONG_TYPE,
          "a judge that reads text cannot read a " + message.role() + " turn without text");
    }
    return text;
  }

  /** A question to the judge with one possible reply, ended or not. */
  static Candidate reply(String question, String reply, boolean ended) {
    return new Candidate.Spoken(
        Conversation.ofPrompt(null, question), Message.of("assistant", reply), !ended);
  }
}

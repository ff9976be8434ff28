package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.endorm.reward.EndormException;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.AnswerWriter.Manner;
import org.endorm.scoring.AnswerWriter.Reply;
import org.endorm.scoring.AnswerWriter.Task;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.row.Candidate;
import org.endorm.text.Conversation;

/**
 * Asks the model for a mark from 1 to 10 and reads the first number of its greedy reply: what most
 * people do, with ties by the dozen and replies that hold no mark, which are refused and counted.
 *
 * <p>Source: Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", arXiv
 * 2306.05685.
 */
public record GenRmText(AnswerWriter writer) implements RewardModel {
  private static final int REPLY_TOKENS = 16;
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d{1,2}(?![\\d])(\\.\\d)?");

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    List<Judgement> judgements = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        String question = GenRmPointwise.question(candidate);
        tasks.add(Task.greedy(Conversation.ofPrompt(null, question)));
        places.add(judgements.size());
        judgements.add(new Judgement.Reward(Double.NaN));
      } catch (EndormException e) {
        judgements.add(new Judgement.Refusal(e));
      }
    }
    List<Reply> replies = writer.write(tasks, Manner.greedy(REPLY_TOKENS));
    for (int i = 0; i < replies.size(); i++) {
      judgements.set(places.get(i), judge(replies.get(i)));
    }
    return judgements;
  }

  private static Judgement judge(Reply reply) {
    return switch (reply) {
      case Reply.Refusal(EndormException why) -> new Judgement.Refusal(why);
      case Reply.Text(String text, boolean truncated) -> {
        try {
          yield new Judgement.Reward(read(text));
        } catch (UnreadableReplyException e) {
          yield new Judgement.Refusal(e);
        }
      }
    };
  }

  /**
   * The first number of a reply.
   *
   * @throws UnreadableReplyException if there is none from 1 to 10
   */
  static double read(String reply) {
    Matcher number = NUMBER.matcher(reply);
    if (number.find()) {
      double mark = Double.parseDouble(number.group());
      if (mark >= 1 && mark <= GenRmPointwise.HIGHEST) {
        return mark;
      }
    }
    throw new UnreadableReplyException(reply, "mark from 1 to 10");
  }

  @Override
  public void close() {}
}

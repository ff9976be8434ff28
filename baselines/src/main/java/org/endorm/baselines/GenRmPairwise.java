package org.endorm.baselines;

import java.util.List;
import org.endorm.reward.BradleyTerry;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.PreferenceModel;
import org.endorm.scoring.RewardModel.Judgement;
import org.endorm.scoring.row.Candidate;

/**
 * Shows the model both answers and asks which is better, A or B, in both orders, since such judges
 * prefer a place.
 *
 * <p>p₁ is P(A)/(P(A) + P(B)) with the first answer as A, p₂ the same with the second as A. {@link
 * Rule#MEAN} is the first answer's mean lead, (p₁ − p₂), from −1 to 1. {@link Rule#AGREEMENT} is
 * the published one: ±1 if both orders name the same answer, else a tie, 0.
 *
 * <p>Source: Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", arXiv
 * 2306.05685, section 3.4.
 */
public record GenRmPairwise(EndogenousReward model, Rule rule) implements PreferenceModel {
  /** How the two orders make one verdict. */
  public enum Rule {
    MEAN {
      @Override
      double of(double p1, double p2) {
        return p1 - p2;
      }
    },
    AGREEMENT {
      @Override
      double of(double p1, double p2) {
        if (p1 > 0.5 && p2 < 0.5) {
          return 1;
        }
        return p1 < 0.5 && p2 > 0.5 ? -1 : 0;
      }
    };

    abstract double of(double p1, double p2);
  }

  @Override
  public List<Judgement> compare(List<Contest> contests) {
    return new Probes(model).judge(contests, GenRmPairwise::probes, this::verdict);
  }

  private static List<Candidate> probes(Contest contest) {
    Transcript first = Transcript.of(contest.first());
    Transcript second = Transcript.of(contest.second());
    String forth = question(first.question(), first.answer(), second.answer());
    String back = question(first.question(), second.answer(), first.answer());
    return List.of(
        Transcript.reply(forth, "A", false),
        Transcript.reply(forth, "B", false),
        Transcript.reply(back, "A", false),
        Transcript.reply(back, "B", false));
  }

  private static String question(String request, String a, String b) {
    return """
    Which of two responses to the request below is better: more correct, helpful and safe? Their \
    order and length do not matter. Reply with the letter A or B alone.

    Request:
    %s

    Response A:
    %s

    Response B:
    %s\
    """
        .formatted(request, a, b);
  }

  private double verdict(double[] logps) {
    return rule.of(
        BradleyTerry.sigmoid(logps[0] - logps[1]), BradleyTerry.sigmoid(logps[2] - logps[3]));
  }

  @Override
  public void close() {}
}

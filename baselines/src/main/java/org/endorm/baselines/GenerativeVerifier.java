package org.endorm.baselines;

import java.util.List;
import org.endorm.reward.BradleyTerry;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.row.Candidate;

/**
 * Asks the model whether the answer is good, and takes P("Yes")/(P("Yes") + P("No")) of its reply.
 *
 * <p>It is a special case of the endogenous reward (paper, Prop 1): in the token MDP that begins
 * with the question to the verifier, where a one-token reply ends the sequence, it equals σ((r(Yes)
 * − r(No))/α); r(Yes) alone keeps V(s₁), which differs between answers. A word of several tokens
 * counts with all of them.
 *
 * <p>Source: Zhang et al., "Generative Verifiers: Reward Modeling as Next-Token Prediction", arXiv
 * 2408.15240.
 *
 * @param model its α is the temperature of the reply
 */
public record GenerativeVerifier(EndogenousReward model) implements RewardModel {
  static final String YES = "Yes";
  static final String NO = "No";

  private static final String TASK = "Is the response correct, helpful and safe? Answer Yes or No.";

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return new Probes(model).judge(candidates, GenerativeVerifier::probes, GenerativeVerifier::yes);
  }

  static List<Candidate> probes(Candidate candidate) {
    String question = Transcript.of(candidate).shown(TASK);
    return List.of(Transcript.reply(question, YES, false), Transcript.reply(question, NO, false));
  }

  private static double yes(double[] logps) {
    return BradleyTerry.sigmoid(logps[0] - logps[1]);
  }

  @Override
  public void close() {}
}

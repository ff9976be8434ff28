package org.endorm.baselines;

import java.util.List;
import java.util.stream.IntStream;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.row.Candidate;

/**
 * Asks the model for a mark from 1 to 10 and takes the expected mark: Σ k·P(k), P over the ten
 * ended replies, normalised.
 *
 * <p>The replies are traced together, each with its end token, so that "1" is not counted among the
 * ways to begin "10". No text is sampled and none has to be parsed.
 *
 * <p>Source: Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", arXiv
 * 2306.05685 (single-answer grading); the expectation: Liu et al., "G-Eval", arXiv 2303.16634.
 */
public record GenRmPointwise(EndogenousReward model) implements RewardModel {
  static final int HIGHEST = 10;

  private static final String TASK =
      "Rate the response for correctness, helpfulness and safety, from 1 (worst) to %d (best). Reply with the number alone."
          .formatted(HIGHEST);

  @Override
  public List<Judgement> judge(List<Candidate> candidates) {
    return new Probes(model).judge(candidates, GenRmPointwise::probes, GenRmPointwise::expectation);
  }

  private static List<Candidate> probes(Candidate candidate) {
    String question = question(candidate);
    return IntStream.rangeClosed(1, HIGHEST)
        .mapToObj(mark -> Transcript.reply(question, Integer.toString(mark), true))
        .toList();
  }

  /** What the judge is asked. */
  static String question(Candidate candidate) {
    return Transcript.of(candidate).shown(TASK);
  }

  private static double expectation(double[] logps) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double logp : logps) {
      highest = Math.max(highest, logp);
    }
    double weights = 0;
    double sum = 0;
    for (int i = 0; i < logps.length; i++) {
      double weight = Math.exp(logps[i] - highest);
      weights += weight;
      sum += (i + 1) * weight;
    }
    return sum / weights;
  }

  @Override
  public void close() {}
}

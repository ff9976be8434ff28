package org.endorm.baselines;

import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.Aggregation;
import org.endorm.reward.InverseSoftBellman;
import org.endorm.reward.TokenRewards;
import org.endorm.reward.Trace;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.PreparedAnswer;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.verify.FinalAnswer;
import org.endorm.text.Encoding;

/**
 * The model's confidence in the final answer alone: the mean of log π over the tokens of the
 * answer's {@link FinalAnswer}.
 *
 * <p>Source of the idea: Wang and Zhou, "Chain-of-Thought Reasoning Without Prompting", arXiv
 * 2402.10200, which takes the gap of the top two probabilities instead of the chosen one's.
 */
public final class AnswerSpan {
  private AnswerSpan() {}

  /** The mean log π of the result's tokens; an answer without a result is refused. */
  public static TracedReward confidence(EndogenousReward model) {
    return new TracedReward(model, AnswerSpan::read, new Aggregation.Mean());
  }

  private static TokenRewards read(PreparedAnswer answer, Trace trace) {
    if (answer.said() == null) {
      throw new RowException(
          RowException.Kind.UNKNOWN_SHAPE, "exact ids have no text to find a final result in");
    }
    int[] span = span(answer.said().responseText());
    double[] logps = InverseSoftBellman.tokenLogps(trace);
    Encoding text = answer.said().response();
    List<Double> own = new ArrayList<>();
    for (int t = 0; t < logps.length; t++) {
      if (text.ends()[t] > span[0] && text.starts()[t] < span[1]) {
        own.add(logps[t]);
      }
    }
    return new TokenRewards(own.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Where the final result stands, in code points, end exclusive.
   *
   * @throws RowException if there is none
   */
  static int[] span(String text) {
    FinalAnswer answer =
        FinalAnswer.find(text)
            .orElseThrow(
                () ->
                    new RowException(
                        RowException.Kind.NO_RESPONSE, "the answer holds no final result"));
    return new int[] {text.codePointCount(0, answer.start()), text.codePointCount(0, answer.end())};
  }
}

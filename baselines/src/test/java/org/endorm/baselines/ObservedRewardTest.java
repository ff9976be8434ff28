package org.endorm.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.endorm.reward.Aggregation;
import org.endorm.reward.SoftBellman;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.HeadSource;
import org.endorm.scoring.LetterEncoder;
import org.endorm.scoring.RewardModel;
import org.endorm.scoring.RewardModel.Judgement;
import org.endorm.scoring.StepRewardModel;
import org.endorm.scoring.StepRewardModel.StepJudgement;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.text.Conversation;
import org.endorm.text.EncodedTrajectory;
import org.endorm.text.Message;
import org.junit.jupiter.api.Test;

/** The rivals that need more than a trace, by hand. */
class ObservedRewardTest {
  private static final double EXACT = 1e-12;

  /** Logits (0, ln 3) in every state: π = (¼, ¾). */
  private static final double[] LOGITS = {0, Math.log(3)};

  /** A model of two tokens that is the same in every state. */
  private static final class Coin implements StatisticsSource {
    @Override
    public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
      return trajectories.stream().map(t -> observed(t.responseLength(), alpha)).toList();
    }

    private static Observed observed(int n, double alpha) {
      double[] v = filled(n, SoftBellman.value(LOGITS, alpha));
      double entropy = -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));
      int[][] ids = new int[n][];
      double[][] q = new double[n][];
      for (int t = 0; t < n; t++) {
        ids[t] = new int[] {1, 0};
        q[t] = new double[] {LOGITS[1], LOGITS[0]};
      }
      StateStatistics states =
          new StateStatistics(filled(n, Math.log(3) / 2), filled(n, entropy), ids, q);
      return new Observed(new SoftQTrace(alpha, filled(n, 0), v, 0), states);
    }

    private static double[] filled(int n, double value) {
      double[] values = new double[n];
      Arrays.fill(values, value);
      return values;
    }

    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      return observe(trajectories, alpha, 0).stream().map(o -> (Trace) o.trace()).toList();
    }

    @Override
    public int vocabularySize() {
      return 2;
    }

    @Override
    public int contextLength() {
      return 1000;
    }

    @Override
    public void close() {}
  }

  private final Coin coin = new Coin();
  private final EndogenousReward model =
      new EndogenousReward(coin, ObservedRewardTest::toss, 1, new Aggregation.Sum());

  /** The letters' ids, each as one side of the coin. */
  private static EncodedTrajectory toss(
      Conversation conversation, Message answer, boolean truncated) {
    EncodedTrajectory letters = new LetterEncoder().encode(conversation, answer, truncated);
    Trajectory row = letters.trajectory();
    int[] sides = Arrays.stream(row.ids()).map(id -> id % 2).toArray();
    return new EncodedTrajectory(
        new Trajectory(sides, row.responseStart(), row.ending()),
        letters.promptText(),
        letters.responseText(),
        letters.response(),
        letters.note());
  }

  private static double reward(RewardModel judge) {
    return reward(judge, "abc");
  }

  private static double reward(RewardModel judge, String answer) {
    return ((Judgement.Reward) judge.judge(List.of(Candidate.of("p", answer))).getFirst()).value();
  }

  @Test
  void selfCertaintyIsTheDivergenceOfTheUniformFromThePolicy() {
    // KL(½,½ ‖ ¼,¾) = ½ ln 2 + ½ ln ⅔.
    double expected = 0.5 * Math.log(2) + 0.5 * Math.log(2.0 / 3);
    assertThat(reward(SelfCertainty.of(model, coin))).isEqualTo(expected, within(EXACT));
  }

  @Test
  void entropyAndGapOfTheSameCoin() {
    double entropy = 0.25 * Math.log(0.25) + 0.75 * Math.log(0.75);
    assertThat(reward(NegativeEntropy.of(model, coin))).isEqualTo(entropy, within(EXACT));
    assertThat(reward(TopGap.of(model, coin))).isEqualTo(0.5, within(EXACT));
  }

  @Test
  void refusesOnlyTheCandidateAtFault() {
    List<Judgement> judged =
        TopGap.of(model, coin).judge(List.of(Candidate.of("boom", "a"), Candidate.of("p", "a")));
    assertThat(judged.get(0)).isInstanceOf(Judgement.Refusal.class);
    assertThat(judged.get(1)).isInstanceOf(Judgement.Reward.class);
  }

  @Test
  void stepsHaveTheMeanOfTheirOwnTokens() {
    StepRewardModel judge = (StepRewardModel) TopGap.of(model, coin);
    List<StepJudgement> judged =
        judge.judgeSteps(
            List.of(
                new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("a", "bc")),
                new SteppedAnswer(Conversation.ofPrompt(null, "boom"), List.of("a"))));
    assertThat(((StepJudgement.Rewards) judged.getFirst()).values())
        .containsExactly(new double[] {0.5, 0.5}, within(EXACT));
    assertThat(judged.getLast()).isInstanceOf(StepJudgement.Refusal.class);
  }

  /** A head whose outputs are (position, 2·position). */
  private record Ruler(int width) implements HeadSource {
    @Override
    public List<double[][]> outputs(List<Trajectory> trajectories, List<int[]> positions) {
      return positions.stream()
          .map(
              own ->
                  Arrays.stream(own)
                      .mapToObj(p -> new double[] {p, 2 * p})
                      .toArray(double[][]::new))
          .toList();
    }
  }

  @Test
  void theClassifierReadsTheLastToken() {
    RewardModel judge = new ClassifierReward(new LetterEncoder(), new Ruler(2), 1);
    // "user:p;assistant:" is 17 letters, then a, b, c and the end token at position 20.
    assertThat(reward(judge)).isEqualTo(40);
    assertThatThrownBy(() -> new ClassifierReward(new LetterEncoder(), new Ruler(2), 2))
        .hasMessage("there is no output 2 of 2");
  }

  @Test
  void theProcessModelReadsTheMarkers() {
    ProcessReward judge = new ProcessReward(new LetterEncoder(), new Ruler(2), "§");
    Conversation problem = Conversation.ofPrompt(null, "p");
    List<StepJudgement> judged =
        judge.judgeSteps(
            List.of(
                new SteppedAnswer(problem, List.of("a", "bc")),
                new SteppedAnswer(problem, List.of("a§", "b"))));
    // Markers at positions 18 and 21; outputs differ by the position.
    assertThat(((StepJudgement.Rewards) judged.getFirst()).values())
        .containsExactly(new double[] {sigmoid(18), sigmoid(21)}, within(EXACT));
    assertThat(((StepJudgement.Refusal) judged.getLast()).why())
        .hasMessage("the marker § stands 3 times in an answer of 2 steps");
    assertThatThrownBy(() -> new ProcessReward(new LetterEncoder(), new Ruler(1), "§"))
        .hasMessageContaining("two outputs");
  }

  @Test
  void anAnswerIsWorthItsLeastStep() {
    // Markers at positions 18 and 21 again: a head whose second output is the higher by the
    // position.
    ProcessReward judge = new ProcessReward(new LetterEncoder(), new Ruler(2), "§");
    assertThat(reward(judge, "a\n\n\nbc")).isEqualTo(sigmoid(18), within(EXACT));
    List<Judgement> refused =
        judge.judge(
            List.of(
                Candidate.of("p", " "), new Candidate.Exact(new int[] {1}, new int[] {1}, false)));
    assertThat(refused).allMatch(j -> j instanceof Judgement.Refusal);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

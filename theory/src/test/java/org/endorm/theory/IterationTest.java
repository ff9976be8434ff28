package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.endorm.theory.SmallMdp.LOGITS;
import static org.endorm.theory.SmallMdp.ROUNDING;

import org.junit.jupiter.api.Test;

/** Soft and hard value iteration, evaluation and occupancy, by hand. */
class IterationTest {
  private final SoftQ model = SmallMdp.model();
  private final TokenMdp mdp = model.mdp();

  private static final double[][] REWARDS = {{1, -1}, {4, 2}};

  @Test
  void softValueIterationUndoesTheOperator() {
    SoftQ back = SoftValueIteration.solve(mdp, model.rewards(), 1);
    for (int s = 0; s < 2; s++) {
      for (int a = 0; a < 2; a++) {
        assertThat(back.q(s, a)).isCloseTo(LOGITS[s][a], within(ROUNDING));
      }
    }
  }

  @Test
  void softValuesByHand() {
    SoftQ soft = SoftValueIteration.solve(mdp, REWARDS, 2);
    double v1 = 2 * Math.log(Math.exp(2) + Math.exp(1));
    assertThat(soft.v(1)).isCloseTo(v1, within(ROUNDING));
    assertThat(soft.q(0, 1)).isCloseTo(v1 - 1, within(ROUNDING));
    assertThat(soft.q(0, 0)).isEqualTo(1);
    assertThat(REWARDS[0][1]).isEqualTo(-1);
  }

  @Test
  void aPenaltyForLeavingTheReferenceTiltsIt() {
    // One state: π ∝ reference · exp(r/β) = (1/4·4, 3/4·1) / (1 + 3/4)
    TokenMdp one = TokenMdp.fixedLength(2, 1);
    Policy reference = new Policy(new double[][] {{Math.log(0.25), Math.log(0.75)}});
    double[][] r = {{3 * Math.log(4), 0}};
    Policy tilted = SoftValueIteration.solveNear(one, r, reference, 3);
    assertThat(tilted.probability(0, 0)).isCloseTo(1 / 1.75, within(ROUNDING));
    assertThat(r[0][1]).isZero();
  }

  @Test
  void theHardMaximiserLooksAhead() {
    Policy best = HardValueIteration.solve(mdp, REWARDS);
    assertThat(best.logp())
        .isEqualTo(new double[][] {{Double.NEGATIVE_INFINITY, 0}, {0, Double.NEGATIVE_INFINITY}});
    assertThat(PolicyEvaluation.expectedReturn(mdp, best, REWARDS)).isEqualTo(3);
    assertThat(REWARDS[0][0]).isEqualTo(1);
  }

  @Test
  void ofEqualActionsTheFirstIsChosen() {
    Policy best = HardValueIteration.solve(mdp, new double[][] {{3, 0}, {3, 3}});
    assertThat(best.probability(0, 0)).isEqualTo(1);
    assertThat(best.probability(1, 0)).isEqualTo(1);
    Policy second = HardValueIteration.solve(mdp, new double[][] {{2.9, 0}, {3, 3.1}});
    assertThat(second.probability(0, 1)).isEqualTo(1);
    assertThat(second.probability(1, 1)).isEqualTo(1);
  }

  @Test
  void expectedReturnByHand() {
    // 1/3·1 + 2/3·(−1 + 3/4·4 + 1/4·2) = 1/3 + 2/3·2.5
    assertThat(PolicyEvaluation.expectedReturn(mdp, model.policy(), REWARDS))
        .isCloseTo(2, within(ROUNDING));
  }

  @Test
  void softReturnAddsTheEntropyOfTheAnswers() {
    // Answers of probability 1/3, 1/2, 1/6; entropy log 3/3 + log 2/2 + log 6/6.
    double entropy = Math.log(3) / 3 + Math.log(2) / 2 + Math.log(6) / 6;
    assertThat(PolicyEvaluation.softReturn(mdp, model.policy(), REWARDS, 3))
        .isCloseTo(2 + 3 * entropy, within(ROUNDING));
    assertThat(REWARDS[0][0]).isEqualTo(1);
  }

  @Test
  void occupancyByHand() {
    double[][] d = PolicyEvaluation.occupancy(mdp, model.policy());
    assertThat(d[0]).containsExactly(new double[] {1.0 / 3, 2.0 / 3}, within(ROUNDING));
    assertThat(d[1]).containsExactly(new double[] {0.5, 1.0 / 6}, within(ROUNDING));
  }

  @Test
  void occupancyOfMergedStatesAddsUp() {
    TokenMdp merged = new TokenMdp(new int[][] {{1, 1}, {TokenMdp.END, TokenMdp.END}});
    double[][] d = PolicyEvaluation.occupancy(merged, Policy.softmax(merged.table(), 1));
    assertThat(d[1]).containsExactly(new double[] {0.5, 0.5}, within(ROUNDING));
  }
}

package org.endorm.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenMdpTest {
  private static final int END = TokenMdp.END;

  @Test
  void fixedLengthTreeIsNumberedBreadthFirst() {
    TokenMdp mdp = TokenMdp.fixedLength(2, 3);
    assertThat(mdp.states()).isEqualTo(7);
    assertThat(mdp.horizon()).isEqualTo(3);
    assertThat(next(mdp, 0)).containsExactly(1, 2);
    assertThat(next(mdp, 1)).containsExactly(3, 4);
    assertThat(next(mdp, 2)).containsExactly(5, 6);
    for (int s = 3; s < 7; s++) {
      assertThat(next(mdp, s)).containsExactly(END, END);
    }
  }

  @Test
  void tokenZeroEndsAnAnswerWhereThereIsAnEndToken() {
    TokenMdp mdp = TokenMdp.withEndToken(3, 2);
    assertThat(mdp.states()).isEqualTo(3);
    assertThat(next(mdp, 0)).containsExactly(END, 1, 2);
    assertThat(next(mdp, 1)).containsExactly(END, END, END);
    assertThat(mdp.answers())
        .extracting(a -> tokens(a))
        .containsExactly(
            List.of(0),
            List.of(1, 0),
            List.of(1, 1),
            List.of(1, 2),
            List.of(2, 0),
            List.of(2, 1),
            List.of(2, 2));
  }

  @Test
  void answersKnowTheStatesTheyPass() {
    Answer last = TokenMdp.fixedLength(2, 3).answers().getLast();
    assertThat(last.states()).containsExactly(0, 2, 6);
    assertThat(last.actions()).containsExactly(1, 1, 1);
    assertThat(TokenMdp.fixedLength(3, 4).answers()).hasSize(81);
  }

  @Test
  void oneTokenIsEnoughForATree() {
    assertThat(TokenMdp.fixedLength(1, 4).answers()).hasSize(1);
    assertThat(TokenMdp.withEndToken(1, 1).answers()).hasSize(1);
    assertThat(TokenMdp.fixedLength(4, 1).answers()).hasSize(4);
  }

  @Test
  void aTreeNeedsAnswers() {
    for (int[] shape : new int[][] {{0, 1}, {1, 0}, {2, 0}}) {
      assertThatThrownBy(() -> TokenMdp.fixedLength(shape[0], shape[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "a tree of vocabulary " + shape[0] + " and horizon " + shape[1] + " has no answers");
    }
    assertThatThrownBy(() -> TokenMdp.withEndToken(1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTreeThatIsTooLargeIsRefusedBeforeItIsBuilt() {
    assertThatThrownBy(() -> TokenMdp.fixedLength(2, 21))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tree of more than 1048576 states");
    assertThatThrownBy(() -> TokenMdp.fixedLength(1_000_000, 1_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TokenMdp.fixedLength(2, 12).states()).isEqualTo(4095);
    assertThat(TokenMdp.fixedLength(1, 1 << 20).states()).isEqualTo(1 << 20);
    assertThatThrownBy(() -> TokenMdp.fixedLength(1, (1 << 20) + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mergedStatesShareTheirFuture() {
    TokenMdp mdp = new TokenMdp(new int[][] {{1, 2, 2}, {2}, {END, END}});
    assertThat(mdp.horizon()).isEqualTo(3);
    assertThat(mdp.actions(0)).isEqualTo(3);
    assertThat(mdp.answers())
        .extracting(a -> tokens(a))
        .containsExactly(
            List.of(0, 0, 0),
            List.of(0, 0, 1),
            List.of(1, 0),
            List.of(1, 1),
            List.of(2, 0),
            List.of(2, 1));
  }

  @Test
  void aStructuredMdpMayHaveTooManyAnswersToList() {
    int[][] next = new int[19][];
    for (int s = 0; s < next.length; s++) {
      int after = s + 1 < next.length ? s + 1 : END;
      next[s] = new int[] {after, after};
    }
    assertThatThrownBy(() -> new TokenMdp(next).answers())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 262144 answers");
    next[18] = new int[] {END};
    assertThat(new TokenMdp(next).answers()).hasSize(262144);
  }

  @Test
  void everyActionGoesForward() {
    assertThatThrownBy(() -> new TokenMdp(new int[0][]))
        .hasMessage("a token MDP needs at least one state");
    assertThatThrownBy(() -> new TokenMdp(new int[][] {{1}, {}}))
        .hasMessage("state 1 has no action");
    for (int target : new int[] {0, 1, 2, -2}) {
      assertThatThrownBy(() -> new TokenMdp(new int[][] {{1}, {target}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("state 1 leads to state " + target);
    }
  }

  @Test
  void copiesItsShape() {
    int[][] next = {{1, END}, {END}};
    TokenMdp mdp = new TokenMdp(next);
    next[0][1] = 1;
    assertThat(mdp.next(0, 1)).isEqualTo(END);
  }

  @Test
  void tablesHaveTheShapeOfTheMdp() {
    TokenMdp mdp = new TokenMdp(new int[][] {{1, END}, {END}});
    assertThat(mdp.table()).isEqualTo(new double[][] {{0, 0}, {0}});
    double[][] table = {{1, 2}, {3}};
    double[][] copy = mdp.copyOf(table);
    table[0][0] = 9;
    assertThat(copy).isEqualTo(new double[][] {{1, 2}, {3}});
    assertThatThrownBy(() -> mdp.copyOf(new double[][] {{1, 2}}))
        .hasMessage("a table of 1 states for an MDP of 2");
    assertThatThrownBy(() -> mdp.copyOf(new double[][] {{1, 2}, {3, 4}}))
        .hasMessage("state 1 has 1 actions, the table 2");
  }

  private static int[] next(TokenMdp mdp, int state) {
    int[] next = new int[mdp.actions(state)];
    Arrays.setAll(next, a -> mdp.next(state, a));
    return next;
  }

  private static List<Integer> tokens(Answer answer) {
    return Arrays.stream(answer.actions()).boxed().toList();
  }
}

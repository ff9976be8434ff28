package org.endorm.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.endorm.reward.Trajectory.Ending;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
  private static final int[] PROMPT = {5, 6};
  private static final int[] RESPONSE = {7, 0, 9};

  @Test
  void knowsWhereTheResponseStarts() {
    Trajectory t = Trajectory.of(PROMPT, RESPONSE, Ending.ENDED);
    assertThat(t.ids()).containsExactly(5, 6, 7, 0, 9);
    assertThat(t.promptIds()).containsExactly(5, 6);
    assertThat(t.responseIds()).containsExactly(7, 0, 9);
    assertThat(t.responseStart()).isEqualTo(2);
    assertThat(t.responseLength()).isEqualTo(3);
    assertThat(t.length()).isEqualTo(5);
    assertThat(t.id(2)).isEqualTo(7);
    assertThat(t).hasToString("Trajectory[2 + 3 ids, ENDED]");
  }

  @Test
  void knowsHowItEnded() {
    assertThat(Trajectory.of(PROMPT, RESPONSE, Ending.TRUNCATED).truncated()).isTrue();
    Trajectory ended = Trajectory.of(PROMPT, RESPONSE, Ending.ENDED);
    assertThat(ended.truncated()).isFalse();
    assertThat(ended.ending()).isEqualTo(Ending.ENDED);
  }

  @Test
  void keepsItsIdsToItself() {
    int[] ids = {1, 2, 3};
    Trajectory t = new Trajectory(ids, 1, Ending.ENDED);
    ids[0] = 8;
    t.ids()[1] = 8;
    assertThat(t.ids()).containsExactly(1, 2, 3);
  }

  @Test
  void countsTheFirstIdsThatTwoHaveInCommon() {
    Trajectory t = Trajectory.of(PROMPT, RESPONSE, Ending.ENDED);
    assertThat(t.shared(t)).isEqualTo(5);
    assertThat(t.shared(new Trajectory(new int[] {5, 6, 7, 0, 8, 9}, 3, Ending.ENDED)))
        .isEqualTo(4);
    assertThat(t.shared(new Trajectory(new int[] {5, 6, 7}, 1, Ending.ENDED))).isEqualTo(3);
    assertThat(t.shared(new Trajectory(new int[] {6, 6, 7}, 1, Ending.ENDED))).isZero();
  }

  @Test
  void equalByContent() {
    Trajectory t = Trajectory.of(PROMPT, RESPONSE, Ending.ENDED);
    assertThat(t)
        .isEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 9}, 2, Ending.ENDED))
        .hasSameHashCodeAs(new Trajectory(new int[] {5, 6, 7, 0, 9}, 2, Ending.ENDED))
        .isNotEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 9}, 3, Ending.ENDED))
        .isNotEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 8}, 2, Ending.ENDED))
        .isNotEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 9}, 2, Ending.TRUNCATED))
        .isNotEqualTo("a trajectory");
    assertThat(t.hashCode())
        .isNotEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 9}, 3, Ending.ENDED).hashCode())
        .isNotEqualTo(new Trajectory(new int[] {5, 6, 7, 0, 8}, 2, Ending.ENDED).hashCode());
  }

  @Test
  void needsAPromptAndAResponse() {
    assertThatThrownBy(() -> new Trajectory(new int[] {1, 2}, 0, Ending.ENDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a trajectory needs at least one prompt id");
    assertThatThrownBy(() -> new Trajectory(new int[] {1, 2}, 2, Ending.ENDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a trajectory needs at least one response id");
  }

  @Test
  void refusesNegativeIds() {
    assertThatThrownBy(() -> Trajectory.of(PROMPT, new int[] {1, -4}, Ending.ENDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id -4 at position 3 is negative");
    assertThatThrownBy(() -> Trajectory.of(new int[] {-1}, RESPONSE, Ending.ENDED))
        .hasMessage("id -1 at position 0 is negative");
  }
}

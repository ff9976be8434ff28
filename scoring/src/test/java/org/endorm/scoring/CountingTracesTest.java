package org.endorm.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.junit.jupiter.api.Test;

class CountingTracesTest {
  /** Rows of {@code prompt} equal ids and then one of their own. */
  private static List<Trajectory> rows(int prompt, int count) {
    List<Trajectory> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = IntStream.rangeClosed(1, prompt + 1).toArray();
      ids[prompt] = 50 + i;
      rows.add(new Trajectory(ids, prompt, Ending.ENDED));
    }
    return rows;
  }

  @Test
  void countsSharedTokensOnce() {
    HashTraces model = new HashTraces();
    CountingTraces counting = new CountingTraces(model, 4096);
    counting.trace(rows(30, 3), 1);
    assertThat(counting.naive()).isEqualTo(3 * 31);
    assertThat(counting.shared()).isEqualTo(30 + 3);
    counting.observe(rows(5, 2), 1, 2); // Too little to share.
    assertThat(counting.naive()).isEqualTo(3 * 31 + 2 * 6);
    assertThat(counting.shared()).isEqualTo(33 + 12);
    assertThat(model.calls()).isZero();
    counting.close();
    assertThat(model.closed()).isTrue();
  }

  @Test
  void packsBoundWhatIsShared() {
    CountingTraces counting = new CountingTraces(new HashTraces(), 1);
    counting.trace(rows(100, 500), 1);
    assertThat(counting.shared()).isEqualTo(2 * 100 + 500);
  }
}

package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowPaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void theFirstWindowIsSmallAndTheOthersTakeSomeSeconds() {
    WindowPace pace = new WindowPace(16_384);
    assertThat(pace.tokens()).isEqualTo(256);
    pace.took(256, SECOND);
    assertThat(pace.tokens()).isEqualTo(3840);
    pace.took(4096, SECOND / 100);
    assertThat(pace.tokens()).isEqualTo(16_384);
    pace.took(16_384, 600 * SECOND);
    assertThat(pace.tokens()).isEqualTo(2048);
  }

  @Test
  void whatTakesNoTimeOrHoldsNothingBreaksNothing() {
    WindowPace pace = new WindowPace(1);
    pace.took(0, 0);
    assertThat(pace.tokens()).isEqualTo(1);
  }
}

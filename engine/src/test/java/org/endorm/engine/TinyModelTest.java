package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every tiny random model, in every format, gives what the reference implementation gives. */
class TinyModelTest {
  /** The reference's numbers are rounded to 1e-6; the rest is float32 over at most 100 tokens. */
  private static final double TOLERANCE = 1e-4;

  static Stream<Path> folders() {
    return Stream.concat(TinyModels.folders().stream(), TinyModels.formats().stream());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void agreesWithTheReference(Path folder) {
    try (PretrainedModel model =
        PretrainedModel.open(folder, new EngineOptions(Dtype.FLOAT32, 1))) {
      for (TinyModels.Case expected : TinyModels.cases(folder)) {
        LogitStatistics actual = TinyRows.alone(model.decoder(), expected, 1);
        assertThat(actual.q()).containsExactly(expected.q(), within(TOLERANCE));
        assertThat(actual.v()).containsExactly(expected.v(), within(TOLERANCE));
        for (double alpha : new double[] {1, 0.5, 2}) {
          LogitStatistics warm = TinyRows.alone(model.decoder(), expected, alpha);
          assertThat(rewards(warm)).containsExactly(expected.reward(alpha), within(TOLERANCE));
        }
      }
    }
  }

  /** Q(s, a) − V(s′), with V = 0 after the end. */
  private static double[] rewards(LogitStatistics row) {
    double[] rewards = row.q().clone();
    for (int t = 0; t + 1 < rewards.length; t++) {
      rewards[t] -= row.v()[t + 1];
    }
    return rewards;
  }
}

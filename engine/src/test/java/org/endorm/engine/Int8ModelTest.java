package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;

/** A model in 8-bit integers gives what the reference gives with the same products rounded. */
class Int8ModelTest {
  private static final Path FOLDER = TinyModels.folder("llama");

  /**
   * A number between two steps may fall either way by a difference in the last digit, so that the
   * mean is what counts: without any rounding it is three times as large and more.
   */
  private static final double TOLERANCE = 2e-3;

  @Test
  void roundsTheSameProductsAsTheReference() {
    assumeTrue(Dtype.INT8.delicate() == Dtype.FLOAT32, "the others are float32 in the reference");
    assertThat(apart(Dtype.INT8)).isLessThan(TOLERANCE);
    assertThat(apart(Dtype.FLOAT32)).isGreaterThan(3 * TOLERANCE);
  }

  /** How far q is from the reference's with rounded products, on average. */
  private static double apart(Dtype dtype) {
    double sum = 0;
    int tokens = 0;
    try (PretrainedModel model = PretrainedModel.open(FOLDER, new EngineOptions(dtype, 1))) {
      List<TinyModels.Case> cases = TinyModels.cases(FOLDER);
      List<TinyModels.Values> rounded = TinyModels.int8(FOLDER);
      assertThat(rounded).hasSameSizeAs(cases);
      for (int i = 0; i < cases.size(); i++) {
        LogitStatistics actual = TinyRows.alone(model.decoder(), cases.get(i), 1);
        for (int t = 0; t < actual.q().length; t++) {
          sum += Math.abs(actual.q()[t] - rounded.get(i).q()[t]);
          tokens++;
        }
      }
    }
    return sum / tokens;
  }
}

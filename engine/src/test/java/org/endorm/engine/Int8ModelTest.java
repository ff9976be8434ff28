package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;

/** A model in 8-bit integers gives what the reference gives with the same products rounded. */
class Int8ModelTest {
  private static final Path FOLDER = TinyModels.folder("llama");

  @Test
  void roundsTheSameProductsAsTheReference() {
    // The other products are float32 in the reference, and bfloat16 where the processor has units.
    double tolerance = Dtype.INT8.delicate() == Dtype.FLOAT32 ? 1e-4 : 0.1;
    try (PretrainedModel model = PretrainedModel.open(FOLDER, new EngineOptions(Dtype.INT8, 1))) {
      List<TinyModels.Case> cases = TinyModels.cases(FOLDER);
      List<TinyModels.Values> rounded = TinyModels.int8(FOLDER);
      assertThat(rounded).hasSameSizeAs(cases);
      for (int i = 0; i < cases.size(); i++) {
        LogitStatistics actual = TinyRows.alone(model.decoder(), cases.get(i), 1);
        assertThat(actual.q()).containsExactly(rounded.get(i).q(), within(tolerance));
        assertThat(actual.v()).containsExactly(rounded.get(i).v(), within(tolerance));
      }
    }
  }

  /** Else a float32 model would pass the test above. */
  @Test
  void roundingShows() {
    double largest = 0;
    List<TinyModels.Case> cases = TinyModels.cases(FOLDER);
    for (int i = 0; i < cases.size(); i++) {
      for (int t = 0; t < cases.get(i).q().length; t++) {
        double rounded = TinyModels.int8(FOLDER).get(i).q()[t];
        largest = Math.max(largest, Math.abs(rounded - cases.get(i).q()[t]));
      }
    }
    assertThat(largest).isGreaterThan(1e-3);
  }
}

package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.Readout;
import org.endorm.engine.decoder.Segment;
import org.endorm.engine.model.UnsupportedModelException;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every tiny reward model gives the outputs that the reference implementation gives. */
class PretrainedHeadTest {
  /** The reference's numbers are rounded to 1e-6; the rest is float32 over at most 60 tokens. */
  private static final double TOLERANCE = 1e-4;

  private static final EngineOptions OPTIONS = new EngineOptions(Dtype.FLOAT32, 1);

  static List<Path> folders() {
    return TinyModels.heads();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void agreesWithTheReference(Path folder) {
    try (PretrainedHead head = PretrainedHead.open(folder, OPTIONS)) {
      for (TinyModels.HeadCase expected : TinyModels.headCases(folder)) {
        assertClose(head.read(forest(head, List.of(expected))), expected.outputs());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void packedIsAlone(Path folder) {
    try (PretrainedHead head = PretrainedHead.open(folder, OPTIONS)) {
      List<TinyModels.HeadCase> rows = TinyModels.headCases(folder);
      double[][] together = head.read(forest(head, rows));
      int next = 0;
      for (TinyModels.HeadCase row : rows) {
        for (double[] outputs : head.read(forest(head, List.of(row)))) {
          assertThat(together[next++]).containsExactly(outputs);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void isNoLanguageModel(Path folder) {
    assertThatThrownBy(() -> PretrainedModel.open(folder, OPTIONS))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("reward model");
  }

  @Test
  void aLanguageModelHasNoHead() {
    assertThatThrownBy(() -> PretrainedHead.open(TinyModels.folder("llama"), OPTIONS))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("LlamaForCausalLM");
  }

  /** Every token of every row is asked. */
  private static Forest forest(PretrainedHead head, List<TinyModels.HeadCase> rows) {
    List<Segment> segments = new ArrayList<>();
    List<Readout> readouts = new ArrayList<>();
    for (TinyModels.HeadCase row : rows) {
      for (int i = 0; i < row.ids().length; i++) {
        readouts.add(new Readout(segments.size(), i, Readout.NONE));
      }
      segments.add(new Segment(Segment.ROOT, 0, row.ids()));
    }
    return new Forest(segments, readouts, head.spec().rowLength(1));
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    assertThat(actual).hasSameDimensionsAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).containsExactly(expected[i], within(TOLERANCE));
    }
  }
}

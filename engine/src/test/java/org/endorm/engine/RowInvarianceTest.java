package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In every family and type, a row's numbers are its own: bit for bit, whatever stands beside it.
 */
class RowInvarianceTest {
  private static final int ORDERS = 3;

  static Stream<Arguments> models() {
    return TinyModels.folders().stream()
        .flatMap(folder -> Arrays.stream(Dtype.values()).map(type -> Arguments.of(folder, type)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void packedIsAlone(Path folder, Dtype dtype) {
    try (PretrainedModel model = PretrainedModel.open(folder, new EngineOptions(dtype, 1))) {
      for (Forest.RowLength kind : Forest.RowLength.values()) {
        List<TinyModels.Case> rows = rows(folder, model.decoder(), kind);
        Random random = new Random(7);
        for (int i = 0; i < ORDERS && !rows.isEmpty(); i++) {
          Collections.shuffle(rows, random);
          expectAlone(model.decoder(), rows, TinyRows.together(model.decoder(), rows, 1));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void sharedPromptIsSeparate(Path folder, Dtype dtype) {
    try (PretrainedModel model = PretrainedModel.open(folder, new EngineOptions(dtype, 1))) {
      List<TinyModels.Case> rows = rows(folder, model.decoder(), Forest.RowLength.SHORT);
      int[] prompt = rows.getLast().prompt();
      rows.removeIf(row -> !Arrays.equals(row.prompt(), prompt));
      assertThat(rows).hasSizeGreaterThan(1);
      expectAlone(model.decoder(), rows, TinyRows.sharing(model.decoder(), rows, 1));
    }
  }

  private static List<TinyModels.Case> rows(Path folder, Decoder decoder, Forest.RowLength kind) {
    List<TinyModels.Case> rows = new ArrayList<>(TinyModels.cases(folder));
    rows.removeIf(row -> TinyRows.kind(decoder, row) != kind);
    return rows;
  }

  private static void expectAlone(
      Decoder decoder, List<TinyModels.Case> rows, List<LogitStatistics> actual) {
    for (int i = 0; i < rows.size(); i++) {
      LogitStatistics alone = TinyRows.alone(decoder, rows.get(i), 1);
      assertThat(actual.get(i).q()).containsExactly(alone.q());
      assertThat(actual.get(i).v()).containsExactly(alone.v());
    }
  }
}

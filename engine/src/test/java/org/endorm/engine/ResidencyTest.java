package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.Residency;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResidencyTest {
  private static final EngineOptions OPTIONS = new EngineOptions(Dtype.FLOAT32, 1);

  static List<Path> folders() {
    return TinyModels.folders();
  }

  @Test
  void aLargeModelsWeightsPassThrough() {
    assertThat(Residency.fitting(4, 10)).isEqualTo(Residency.KEPT);
    assertThat(Residency.fitting(5, 10)).isEqualTo(Residency.PASSING);
  }

  static Stream<Arguments> foldersAndTypes() {
    return folders().stream()
        .flatMap(folder -> Arrays.stream(Dtype.values()).map(type -> Arguments.of(folder, type)));
  }

  @ParameterizedTest
  @MethodSource("foldersAndTypes")
  void numbersDoNotDependOnIt(Path folder, Dtype dtype) {
    TinyModels.Case row = TinyModels.cases(folder).getFirst();
    LogitStatistics kept = read(folder, row, dtype, Long.MAX_VALUE);
    LogitStatistics passing = read(folder, row, dtype, 1);
    assertThat(passing.q()).containsExactly(kept.q());
    assertThat(passing.v()).containsExactly(kept.v());
  }

  /** The first forests of a model are multiplied from rows as they are read, later ones packed. */
  @ParameterizedTest
  @MethodSource("foldersAndTypes")
  void numbersDoNotDependOnHowOftenAWeightWasUsed(Path folder, Dtype dtype) {
    TinyModels.Case row = TinyModels.cases(folder).getFirst();
    LogitStatistics first = read(folder, row, dtype, Long.MAX_VALUE);
    EngineOptions options = new EngineOptions(dtype, 2);
    try (PretrainedModel model = PretrainedModel.open(folder, options, Long.MAX_VALUE)) {
      model.decoder().prepare();
      for (int use = 0; use < 5; use++) {
        LogitStatistics again = TinyRows.alone(model.decoder(), row, 1);
        assertThat(again.q()).as("use " + use).containsExactly(first.q());
        assertThat(again.v()).as("use " + use).containsExactly(first.v());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("foldersAndTypes")
  void numbersDoNotDependOnWhoPacks(Path folder, Dtype dtype) {
    TinyModels.Case row = TinyModels.cases(folder).getFirst();
    EngineOptions ahead = new EngineOptions(dtype, 2);
    LogitStatistics alone = read(folder, row, dtype, Long.MAX_VALUE);
    try (PretrainedModel model = PretrainedModel.open(folder, ahead, Long.MAX_VALUE)) {
      model.packAhead();
      LogitStatistics shared = TinyRows.alone(model.decoder(), row, 1);
      assertThat(shared.q()).containsExactly(alone.q());
      assertThat(shared.v()).containsExactly(alone.v());
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  @EnabledOnOs(OS.LINUX)
  void aPackedModelsFilesAreNotInMemory(Path folder) throws IOException {
    TinyModels.Case row = TinyModels.cases(folder).getFirst();
    try (PretrainedModel model = PretrainedModel.open(folder, OPTIONS, Long.MAX_VALUE)) {
      TinyRows.alone(model.decoder(), row, 1);
      assertThat(residentKilobytes(folder.toRealPath())).allMatch(size -> size <= 4);
    }
  }

  /** Of each mapped file of a folder. */
  private static List<Integer> residentKilobytes(Path folder) throws IOException {
    List<Integer> sizes = new ArrayList<>();
    boolean inFolder = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inFolder = line.contains(folder + "/");
      } else if (inFolder && line.startsWith("Rss:")) {
        sizes.add(Integer.parseInt(line.replaceAll("\\D", "")));
      }
    }
    assertThat(sizes).isNotEmpty();
    return sizes;
  }

  /** Twice, so that what was freed is packed again. */
  private static LogitStatistics read(Path folder, TinyModels.Case row, Dtype dtype, long memory) {
    EngineOptions options = new EngineOptions(dtype, 1);
    try (PretrainedModel model = PretrainedModel.open(folder, options, memory)) {
      TinyRows.alone(model.decoder(), row, 1);
      return TinyRows.alone(model.decoder(), row, 1);
    }
  }
}

package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Score;
import org.endorm.bench.data.DataFile;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlmBarTest {
  private static final double EXACT = 1e-12;

  @TempDir Path folder;

  private static String row(int first, int second, int label) {
    return "{'input':'i','output_1':'%d','output_2':'%d','label':%d}"
        .formatted(first, second, label);
  }

  @Test
  void meansOverTheSetsThatAreThere() {
    Score score =
        new Trial(folder, new LlmBar())
            .write("Natural.json", "[" + row(2, 1, 1) + "," + row(1, 2, 2) + "]")
            .write(
                "Adversarial/GPTInst/dataset.json", "[" + row(2, 1, 2) + "," + row(1, 1, 1) + "]")
            .write("Manual.json", "[" + row(1, 2, 2) + "," + row(2, 1, 2) + "]")
            .score();
    assertThat(score.domains().get("Natural").accuracy()).isEqualTo(1);
    assertThat(score.domains().get("GPTInst").accuracy()).isZero();
    assertThat(score.domains().get("Manual").accuracy()).isEqualTo(0.5);
    assertThat(score.overall()).isEqualTo(0.5, within(EXACT));
    assertThat(score.more()).containsEntry("adversarial", 0.25);
    assertThat(score.missing()).containsExactly("Neighbor", "GPTOut");
  }

  @Test
  void namesABadLabel() {
    BenchmarkData data =
        new Trial(folder, new LlmBar()).write("Natural.json", "[" + row(2, 1, 3) + "]").read();
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly("Natural.json row 0: label is 3, not 1 or 2");
  }

  @Test
  void readsThePublishedFiles() {
    Path published = SharedData.require("data/llmbar");
    BenchmarkData data =
        new LlmBar().read(new DataFolder(published, Slice.WHOLE, TableReader.NONE));
    assertThat(data.faults()).isEmpty();
    assertThat(data.files()).extracting(DataFile::rows).containsExactly(100L, 134L, 92L, 47L, 46L);
  }
}

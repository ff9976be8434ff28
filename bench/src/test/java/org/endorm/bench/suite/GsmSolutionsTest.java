package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GsmSolutionsTest {
  private static final double EXACT = 1e-12;
  private static final String[] MODELS = {
    "6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"
  };

  @TempDir Path folder;

  private static String row(String rewards, String right) {
    StringBuilder row = new StringBuilder("{'question':'q'");
    for (int i = 0; i < MODELS.length; i++) {
      row.append(
          ",'%s':{'is_correct':%s,'solution':'%s'}"
              .formatted(MODELS[i], right.charAt(i) == '1', rewards.charAt(i)));
    }
    return row.append("}\n").toString();
  }

  @Test
  void picksTheTopSolution() {
    DomainScore score =
        new Trial(folder, new GsmSolutions())
            .write(
                "gsm8k_model_solutions.jsonl",
                row("4321", "1000") // right on top
                    + row("4321", "0110") // wrong on top
                    + row("4421", "1000") // shared with a wrong one
                    + row("4321", "0000")) // none is right
            .score()
            .domains()
            .get("gsm8k");
    assertThat(score.accuracy()).isEqualTo((1 + 0 + 0.5 + 0) / 4, within(EXACT));
    assertThat(score.more().get("oracle")).isEqualTo(0.75);
    assertThat(score.more().get("random")).isEqualTo((1 + 2 + 1) / 16.0, within(EXACT));
    // Pairs won: 3 of 3, 2 of 4 (each of the middle ones beats the last), 2 of 3 (a tie is no win).
    assertThat(score.more().get("pairs")).isEqualTo(7 / 10.0, within(EXACT));
  }

  @Test
  void namesASolutionWithoutVerdict() {
    BenchmarkData data =
        new Trial(folder, new GsmSolutions())
            .write("gsm8k_model_solutions.jsonl", row("4321", "1000").replace("true", "1"))
            .read();
    assertThat(data.faults())
        .extracting(f -> f.message())
        .containsExactly("is_correct is not a boolean");
  }

  @Test
  void readsThePublishedFile() {
    Path published = SharedData.require("data/math");
    BenchmarkData data =
        new GsmSolutions().read(new DataFolder(published, Slice.WHOLE, TableReader.NONE));
    assertThat(data.items()).hasSize(1319);
    assertThat(data.faults()).isEmpty();
  }
}

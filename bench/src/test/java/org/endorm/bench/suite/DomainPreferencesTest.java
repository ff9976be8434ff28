package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainPreferencesTest {
  @TempDir Path folder;

  private Trial trial() {
    return new Trial(folder, new DomainPreferences())
        .write(
            "domain_specific_preference.test.json",
            "[{'query':'q','responses':{'academy':'academy','business':'business',"
                + "'entertainment':'entertainment','literature':'literature','normal':'normal'}}]");
  }

  @Test
  void aJudgeThatListensWinsTheDiagonal() {
    var listener =
        TextJudge.of(
            spoken -> {
              String said = spoken.conversation().messages().getFirst().text();
              return said.equals("You are an expert in " + spoken.answer().text() + ".") ? 1 : 0;
            });
    Score score = trial().score(listener.named("listener"));
    assertThat(score.matrix().rows()).endsWith("none");
    assertThat(score.matrix().cells())
        .isDeepEqualTo(
            new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}});
    assertThat(score.overall()).isEqualTo(1);
    assertThat(score.more()).containsEntry("columns_won_by_diagonal", 4.0);
    assertThat(score.domains().get("business").more())
        .containsEntry("without_normal", 1.0)
        .containsEntry("no_system", 0.0);
  }

  @Test
  void aJudgeOfOneTasteHasEqualRows() {
    List<String> taste = List.of("normal", "business", "academy", "literature", "entertainment");
    var judge = TextJudge.of(spoken -> -taste.indexOf(spoken.answer().text()));
    Score score = trial().score(judge.named("taste"));
    // academy beats 2 of 4, business 3, entertainment 0, literature 1.
    for (double[] row : score.matrix().cells()) {
      assertThat(row).containsExactly(0.5, 0.75, 0, 0.25);
    }
    assertThat(score.overall()).isEqualTo(0.375);
    assertThat(score.more()).containsEntry("columns_won_by_diagonal", 0.0);
    // Without the normal answer academy beats 2 of 3.
    assertThat(score.domains().get("academy").more()).containsEntry("without_normal", 2.0 / 3);
  }

  @Test
  void aRowWithoutAnAnswerIsNamed() {
    BenchmarkData data =
        trial()
            .write(
                "domain_specific_preference.test.json",
                "[{'query':'q','responses':{'academy':'a'}}]")
            .read();
    assertThat(data.items()).isEmpty();
    assertThat(data.faults().getFirst().message()).isEqualTo("there is no business");
    assertThat(new DomainPreferences().score(List.of()).missing()).hasSize(4);
  }

  @Test
  void theSystemPromptNeedsItsPlace() {
    assertThatThrownBy(() -> new DomainPreferences("You are an expert."))
        .hasMessageContaining("has no {domain}");
  }

  @Test
  void readsThePublishedFile() {
    Path published = SharedData.require("data/dsp");
    var folder = new DataFolder(published, Slice.WHOLE, TableReader.NONE);
    BenchmarkData data = new DomainPreferences().read(folder);
    assertThat(data.items()).hasSize(661);
    assertThat(data.faults()).isEmpty();
  }
}

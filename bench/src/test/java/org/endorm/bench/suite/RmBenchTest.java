package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.endorm.bench.data.DataFile;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RmBenchTest {
  /** Figures are ratios of small counts. */
  private static final double EXACT = 1e-12;

  @TempDir Path folder;

  private Trial trial() {
    return new Trial(folder, new RmBench());
  }

  private static String row(String id, String chosen, String rejected) {
    return "{'id':%s,'prompt':'p','chosen':[%s],'rejected':[%s]}".formatted(id, chosen, rejected);
  }

  @Test
  void countsStrictWinsByStyles() {
    // Rewards chosen 2 3 1 against rejected 1 2 3: rows of wins 100, 110, 000 (ties are no wins).
    String first = row("1", "'2','3','1'", "'1','2','3'");
    // Chosen 9 9 9 against 9 1 1: rows 011, 011, 011.
    String second = row("2", "'9','9','9'", "'9','1','1'");
    Score score = trial().write("chat_filtered.json", "[" + first + "," + second + "]").score();
    DomainScore chat = score.domains().get("chat");
    assertThat(chat.matrix().cells())
        .isDeepEqualTo(new double[][] {{.5, .5, .5}, {.5, 1, .5}, {0, .5, .5}});
    assertThat(chat.more().get("easy")).isEqualTo((.5 + 0 + .5) / 3, within(EXACT));
    assertThat(chat.more().get("normal")).isEqualTo((.5 + 1 + .5) / 3, within(EXACT));
    assertThat(chat.more().get("hard")).isEqualTo((.5 + .5 + .5) / 3, within(EXACT));
    assertThat(chat.accuracy()).isEqualTo((1 + 2 + 1.5) / 9, within(EXACT));
    assertThat(chat.n()).isEqualTo(2);
    assertThat(score.missing()).containsExactly("math", "code", "safety");
    assertThat(score.overall()).isEqualTo(chat.accuracy());
  }

  @Test
  void poolsBothSafetyFilesBeforeTheMatrix() {
    String won = row("1", "'2','2','2'", "'1','1','1'");
    String lost = row("2", "'1','1','1'", "'2','2','2'");
    Score score =
        trial()
            .write("safety-refuse_filtered.json", "[" + won + "]")
            .write("safety-response_filtered.json", "[" + lost + "," + lost + "," + lost + "]")
            .write("code_filtered.json", "[" + won + "]")
            .score();
    assertThat(score.domains().get("safety").accuracy()).isEqualTo(0.25, within(EXACT));
    assertThat(score.domains().get("safety").n()).isEqualTo(4);
    // The mean of domains, not of prompts; each difficulty likewise.
    assertThat(score.overall()).isEqualTo((1 + 0.25) / 2, within(EXACT));
    assertThat(score.more().get("hard")).isEqualTo((1 + 0.25) / 2, within(EXACT));
    assertThat(score.n()).isEqualTo(5);
  }

  @Test
  void aRefusedAnswerWinsNothingAndIsNamed() {
    Trial trial =
        trial()
            .write("chat_filtered.json", "[" + row("7", "'boom','3','3'", "'1','1','NaN'") + "]");
    var judge = TextJudge.number().named("number");
    assertThat(trial.score(judge).domains().get("chat").matrix().cells())
        .isDeepEqualTo(new double[][] {{0, 0, 0}, {1, 1, 0}, {1, 1, 0}});
    assertThat(trial.outcome(judge).refusals())
        .extracting(r -> r.item() + " " + r.what() + ": " + r.message())
        .containsExactly(
            "chat/chat/7 chosen/concise: the answer says boom",
            "chat/chat/7 rejected/markdown: the reward is not a finite number");
  }

  @Test
  void namesDamagedRowsAndReadsTheOthers() {
    BenchmarkData data =
        trial()
            .write(
                "chat_filtered.json",
                "["
                    + row("1", "'1','2'", "'1','2','3'")
                    + ", 5, {'id':3,'prompt':'p'},"
                    + row("4", "'1','2','\\ud800'", "'1','2','3'")
                    + ","
                    + row("5", "'1','2','3'", "'1','2','3'")
                    + "]")
            .read();
    assertThat(data.items()).extracting(Item::id).containsExactly("5");
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly(
            "chat_filtered.json row 0: chosen holds 2 strings, not 3",
            "chat_filtered.json row 1: the row is not a JSON object",
            "chat_filtered.json row 2: there is no chosen",
            "chat_filtered.json row 3: chosen[2] holds a lone surrogate");
  }

  @Test
  void readsTheHubsSingleFile() {
    String row =
        row("1", "'2','2','2'", "'1','1','1'").replaceFirst("\\{", "{'domain':'safety-refuse',");
    BenchmarkData data =
        trial()
            .write(
                "total_dataset.json", "[" + row + "," + row.replace("safety-refuse", "poems") + "]")
            .read();
    assertThat(data.items()).extracting(Item::domain).containsExactly("safety");
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly("total_dataset.json row 1: the domain \"poems\" is unknown");
  }

  @Test
  void refusesAFolderWithoutItsFiles() {
    assertThatThrownBy(() -> trial().read())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageEndingWith("holds no chat_filtered.json or total_dataset.json");
  }

  @Test
  void readsThePublishedFiles() {
    Path published = SharedData.require("data/rm-bench");
    BenchmarkData data =
        new RmBench().read(new DataFolder(published, Slice.WHOLE, TableReader.NONE));
    assertThat(data.faults()).isEmpty();
    assertThat(data.files()).extracting(DataFile::rows).containsExactly(129L, 228L, 284L, 157L);
    var sliced =
        new RmBench().read(new DataFolder(published, new Slice(120, 20), TableReader.NONE));
    assertThat(sliced.files()).extracting(DataFile::rows).containsExactly(9L, 20L, 20L, 20L);
  }
}

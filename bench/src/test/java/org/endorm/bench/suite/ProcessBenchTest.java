package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.endorm.bench.BenchRun;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Item;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.endorm.bench.UnfitJudgeException;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.scoring.Judge;
import org.endorm.scoring.PreferenceModel;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessBenchTest {
  private static final double EXACT = 1e-12;

  @TempDir Path folder;

  private static String row(int id, int label, String steps) {
    return "{'id':'%d','problem':'p','steps':[%s],'label':%d}\n".formatted(id, steps, label);
  }

  private Trial trial(String rows) {
    return new Trial(folder, new ProcessBench()).write("gsm8k.jsonl", rows);
  }

  @Test
  void fitsOnOneHalfAndMeasuresOnTheOther() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      // Wrong steps get −5, right ones 1: any τ between tells them apart without fault.
      rows.append(i % 2 == 0 ? row(i, 1, "'1','-5','1'") : row(i, -1, "'1','1'"));
    }
    DomainScore domain = trial(rows.toString()).score().domains().get("gsm8k");
    assertThat(domain.accuracy()).isEqualTo(1);
    assertThat(domain.more().get("f1_fitted_half")).isEqualTo(1);
    assertThat(domain.more().get("threshold")).isEqualTo(-2, within(EXACT));
    assertThat(domain.more().get("n_held_out")).isBetween(10.0, 30.0);
    assertThat(domain.n()).isEqualTo(40);
  }

  @Test
  void aSingleKindOfSolutionHasNoFigure() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      rows.append(row(i, -1, "'1','2'"));
    }
    Score score = trial(rows.toString()).score();
    assertThat(score.overall()).isNaN();
    assertThat(score.missing()).containsExactly("math", "olympiadbench", "omnimath");
  }

  @Test
  void namesABadLabelAndARefusedSolution() {
    Trial trial =
        trial(
            row(1, 2, "'1','2'")
                + row(2, 0, "'boom'")
                + "{'id':3,'problem':'p','steps':[],'label':-1}");
    BenchmarkData data = trial.read();
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly(
            "gsm8k.jsonl row 0: label is 2 of 2 steps",
            "gsm8k.jsonl row 2: steps is not a list of strings");
    assertThat(trial.outcome(TextJudge.number().named("n")).refusals())
        .extracting(r -> r.message())
        .containsExactly("the answer says boom");
  }

  @Test
  void aJudgeWithoutStepsIsTurnedAway() {
    List<Item.Answered> items = Item.answered(trial(row(1, 0, "'1'")).read().items());
    Judge pairs = new Judge.Comparing("pairs", (PreferenceModel) TextJudge.number());
    assertThatThrownBy(
            () ->
                new BenchRun(List.of(pairs), BenchRun.Progress.NONE, BenchRun.Journal.NONE)
                    .judge(items))
        .isInstanceOf(UnfitJudgeException.class)
        .hasMessage("the judge pairs gives no rewards of steps, which this benchmark needs");
  }

  @Test
  void readsThePublishedFiles() {
    Path published = SharedData.require("data/processbench");
    BenchmarkData data =
        new ProcessBench().read(new DataFolder(published, Slice.WHOLE, TableReader.NONE));
    assertThat(data.faults()).isEmpty();
    assertThat(right(data, "gsm8k")).isEqualTo(193);
    assertThat(right(data, "math")).isEqualTo(406);
  }

  private static long right(BenchmarkData data, String set) {
    return data.items().stream()
        .map(Item.Process.class::cast)
        .filter(p -> p.domain().equals(set) && p.label() == Item.Process.ALL_RIGHT)
        .count();
  }
}

package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.endorm.scoring.Judge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardBench2Test {
  private static final double EXACT = 1e-12;

  @TempDir Path folder;

  private Trial trial() {
    return new Trial(folder, new RewardBench2());
  }

  private static String row(String subset, String id, String chosen, String rejected) {
    return "{'id':'%s','prompt':'p','subset':'%s','chosen':[%s],'rejected':[%s]}\n"
        .formatted(id, subset, chosen, rejected);
  }

  @Test
  void sharesThePointAmongEqualsAtTheTop() {
    Score score =
        trial()
            .write(
                "test.jsonl",
                row("Math", "1", "'3'", "'1','2','2'") // alone on top: 1
                    + row("Math", "2", "'3'", "'3','3','2'") // one of three: 1/3
                    + row("Math", "3", "'3'", "'4','1','1'") // beaten: 0
                    + row("Math", "4", "'5'", "'boom','1','1'") // no number: 0
                    + row("Focus", "5", "'1'", "'1','1','1'")) // all equal: 1/4
            .score();
    assertThat(score.domains().get("Math").accuracy()).isEqualTo((1 + 1.0 / 3) / 4, within(EXACT));
    assertThat(score.domains().get("Focus").accuracy()).isEqualTo(0.25, within(EXACT));
    assertThat(score.overall()).isEqualTo((1.0 / 3 + 0.25) / 2, within(EXACT));
    assertThat(score.missing()).containsExactly("Factuality", "Precise IF", "Safety", "Ties");
  }

  @Test
  void scoresTiesAsPublished() {
    Score score =
        trial()
            .write(
                "test.jsonl",
                row("Ties", "ref:1", "'5'", "'3','1'") // margin 2
                    + row("Ties", "tied:1", "'6','5'", "'1'") // margin 4, spread 1
                    + row("Ties", "ref:2", "'1'", "'2'") // margin −1
                    + row("Ties", "tied:2", "'9','3'", "'1'") // margin 2, spread 6
                    + row("Ties", "tied:3", "'1','1'", "'2'")) // margin −1, without a twin
            .score();
    double margin = (Math.tanh(2.0 / 1 - 1) + Math.tanh(-1.0 / 6 - 1)) / 2;
    assertThat(score.domains().get("Ties").accuracy())
        .isEqualTo(
            0.3 * 2 / 3 + 0.3 * 1 / 2 + 0.2 * 1 / 2 + 0.2 * 1 / 2 + 0.01 * margin, within(EXACT));
  }

  @Test
  void aSpreadOfNothingGivesTheWholeHundredthAndNanNothing() {
    Trial perfect =
        trial()
            .write(
                "test.jsonl",
                row("Ties", "ref:1", "'5'", "'3'") + row("Ties", "tied:1", "'5','5'", "'1'"));
    assertThat(perfect.score().overall()).isEqualTo(1.01, within(EXACT));
    Trial equal =
        trial()
            .write(
                "test.jsonl",
                row("Ties", "ref:1", "'1'", "'1'") + row("Ties", "tied:1", "'1','1'", "'1'"));
    assertThat(equal.score().overall()).isZero();
  }

  @Test
  void aJudgeOfPairsMustWinEachComparison() {
    Trial trial =
        trial()
            .write(
                "t.jsonl",
                row("Safety", "1", "'3'", "'1','2','2'")
                    + row("Safety", "2", "'3'", "'4','5','6'"));
    Score score = trial.score(new Judge.Comparing("pairs", TextJudge.number()));
    assertThat(score.overall()).isEqualTo(0.5, within(EXACT));
  }

  @Test
  void namesRowsOfAnotherShape() {
    BenchmarkData data =
        trial()
            .write(
                "t.jsonl",
                row("Math", "1", "'1','2'", "'1'")
                    + row("Ties", "4", "'1'", "'1'")
                    + row("Odes", "4", "'1'", "'1'"))
            .read();
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly(
            "t.jsonl row 0: there are 2 chosen answers, not 1",
            "t.jsonl row 1: the id \"4\" is neither ref:n nor tied:n",
            "t.jsonl row 2: the subset \"Odes\" is unknown");
  }
}

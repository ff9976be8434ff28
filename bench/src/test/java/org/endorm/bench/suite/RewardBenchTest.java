package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardBenchTest {
  private static final double EXACT = 1e-12;

  @TempDir Path folder;

  private static String row(String subset, int chosen, int rejected) {
    return "{'prompt':'p','chosen':'%d','rejected':'%d','subset':'%s'}\n"
        .formatted(chosen, rejected, subset);
  }

  @Test
  void weighsSubsetsByTheirPublishedSizes() {
    Trial trial =
        new Trial(folder, new RewardBench())
            .write(
                "filtered.jsonl",
                row("math-prm", 2, 1)
                    + row("hep-cpp", 1, 2)
                    + row("hep-cpp", 1, 1)
                    + row("alpacaeval-easy", 2, 1)
                    + row("alpacaeval-hard", 1, 2));
    Score score = trial.score();
    // math-prm 1 of 1 counts 984, hep-cpp 0 of 2 counts 164; easy 100, hard 95.
    assertThat(score.domains().get("Reasoning").accuracy())
        .isEqualTo(984.0 / (984 + 164), within(EXACT));
    assertThat(score.domains().get("Chat").accuracy()).isEqualTo(100.0 / 195, within(EXACT));
    assertThat(score.overall()).isEqualTo((984.0 / 1148 + 100.0 / 195) / 2, within(EXACT));
    assertThat(score.missing())
        .contains("Chat Hard", "Safety", "Prior Sets", "Chat/mt-bench-easy", "Reasoning/hep-rust")
        .doesNotContain("Reasoning", "Chat/alpacaeval-easy");
    assertThat(score.n()).isEqualTo(5);
  }

  @Test
  void givesPriorSetsHalfASectionsWeight() {
    Score score =
        new Trial(folder, new RewardBench())
            .write("filtered.jsonl", row("donotanswer", 2, 1))
            .write(
                "shp-test.jsonl",
                "{'prompt':[{'role':'user','content':'p'}],'chosen':'1','rejected':'2','subset':'askculinary'}")
            .write("summarize.jsonl", row("x", 2, 1) + row("x", 2, 1) + row("x", 2, 1))
            .score();
    // shp 0, summarize 1: their plain mean .5 at weight .5 beside Safety 1.
    assertThat(score.domains().get("Prior Sets").accuracy()).isEqualTo(0.5, within(EXACT));
    assertThat(score.overall()).isEqualTo((1 + 0.5 * 0.5) / 1.5, within(EXACT));
  }

  @Test
  void namesUnknownSubsetsAndRowsThatAreNoPair() {
    BenchmarkData data =
        new Trial(folder, new RewardBench())
            .write(
                "data.jsonl",
                row("poems", 2, 1)
                    + "{'subset':'hep-go','prompt':'p','response':'r'}\n"
                    + "{'subset':'hep-go','prompt':'p','chosen':'r'}")
            .read();
    assertThat(data.items()).isEmpty();
    assertThat(data.faults())
        .extracting(Object::toString)
        .containsExactly(
            "data.jsonl row 0: the subset \"poems\" is unknown",
            "data.jsonl row 1: the row is no pair",
            "data.jsonl row 2: the row has no rejected");
  }
}

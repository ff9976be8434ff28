package org.endorm.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemPairsTest {
  @TempDir Path folder;

  private Trial trial() {
    return new Trial(folder, new SystemPairs())
        .write("x.jsonl", "{'prompt':'p','systems':['a','b','c'],'responses':['a','b','c']}\n");
  }

  @Test
  void aJudgeThatListensIsSteered() {
    var listener =
        TextJudge.of(
            s -> s.conversation().messages().getFirst().text().equals(s.answer().text()) ? 1 : 0);
    DomainScore score = trial().score(listener.named("l")).domains().get("x");
    assertThat(score.accuracy()).isEqualTo(1);
    assertThat(score.more()).containsEntry("steered", 1.0);
  }

  @Test
  void aDeafJudgeWinsHalfAndIsNotSteered() {
    var deaf = TextJudge.of(s -> s.answer().text().charAt(0));
    DomainScore score = trial().score(deaf.named("d")).domains().get("x");
    assertThat(score.accuracy()).isEqualTo(0.5);
    assertThat(score.more()).containsEntry("steered", 0.0);
  }

  @Test
  void readsPairsInTheShapesOfTrl() {
    Score score =
        new Trial(folder.resolve("trl"), new PreferencePairs())
            .write(
                "a.jsonl",
                "{'prompt':'p','chosen':'2','rejected':'1'}\n"
                    + "{'chosen':[{'role':'user','content':'p'},{'role':'assistant','content':'1'}],'rejected':[{'role':'user','content':'p'},{'role':'assistant','content':'2'}]}\n"
                    + "{'prompt':'p','completion':'x'}\n")
            .write(
                "b.json",
                "[{'domain':'tea','prompt':'p','system':'s','chosen':'2','rejected':'2'}]")
            .score();
    assertThat(score.domains().get("a").accuracy()).isEqualTo(0.5);
    assertThat(score.domains().get("tea").accuracy()).isZero();
    assertThat(score.overall()).isEqualTo(0.25);
  }
}

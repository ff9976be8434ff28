package org.endorm.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.Answer;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Comparison;
import org.endorm.bench.Item;
import org.endorm.bench.Outcome;
import org.endorm.bench.TextJudge;
import org.endorm.bench.Verdict;
import org.endorm.scoring.Judge;
import org.endorm.scoring.SteppedAnswer;
import org.endorm.scoring.row.Candidate;
import org.endorm.text.Conversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictFileTest {
  /** An answer this long is a chunk of its own. */
  private static final String LONG = " ".repeat(40_000);

  @TempDir Path folder;

  private final List<Judge> judges =
      List.of(
          TextJudge.of(VerdictFileTest::number).named("number"),
          new Judge.Comparing("pairs", TextJudge.of(VerdictFileTest::number)));

  /** Thirds, so that a number must keep all its digits. */
  private static double number(Candidate.Spoken spoken) {
    return Double.parseDouble(String.valueOf(spoken.answer().text()).strip()) / 3;
  }

  private static Item.Answered choice(int id) {
    List<Answer> answers =
        List.of(
            new Answer("chosen", Candidate.of("p", LONG + id), true),
            new Answer("rejected", Candidate.of("p", id == 2 ? "boom" : "2"), false));
    return new Item.Choice("" + id, "d", "s", answers, List.of(new Comparison(0, 1, "c")));
  }

  private static List<Item.Answered> choices() {
    return List.of(choice(0), choice(1), choice(2), choice(3));
  }

  private Path file() {
    return folder.resolve("verdicts.jsonl");
  }

  private VerdictFile open(List<Item.Answered> items) throws IOException {
    return VerdictFile.open(file(), items, List.of("number", "pairs"));
  }

  /** A run that stops, as if killed, once the verdicts on so many items are put down. */
  private void runUntil(int killed) throws IOException {
    try (VerdictFile verdicts = open(choices())) {
      List<Long> updates = new ArrayList<>();
      BenchRun.Progress kill =
          (done, total) -> {
            updates.add(done);
            if (updates.size() > killed) {
              throw new IllegalStateException("killed");
            }
          };
      assertThatThrownBy(() -> new BenchRun(judges, kill, verdicts).judge(choices()))
          .hasMessage("killed");
    }
  }

  private Outcome run(List<Long> progress) throws IOException {
    try (VerdictFile verdicts = open(choices())) {
      return new BenchRun(judges, (done, total) -> progress.add(done), verdicts).judge(choices());
    }
  }

  private static List<String> said(Outcome outcome) {
    List<String> said = new ArrayList<>();
    for (String judge : outcome.judges()) {
      outcome.of(judge).forEach(j -> said.add(judge + " " + j.margin(0)));
    }
    outcome.refusals().forEach(r -> said.add(r.toString()));
    return said;
  }

  @Test
  void aRunThatWasKilledGoesOnAndComesOutTheSame() throws IOException {
    List<String> whole =
        said(new BenchRun(judges, BenchRun.Progress.NONE, BenchRun.Journal.NONE).judge(choices()));
    assertThat(whole).hasSize(10).contains("number " + (1 / 3.0 - 2 / 3.0));
    runUntil(2);
    assertThat(Files.readAllLines(file())).hasSize(2);
    Files.writeString(file(), "{\"item\":\"d/s/2\",\"rew", StandardOpenOption.APPEND);
    List<Long> progress = new ArrayList<>();
    assertThat(said(run(progress))).isEqualTo(whole);
    assertThat(progress).hasSize(3); // Where it goes on, and after each of two chunks.
    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2)).contains("\"number\":[0.66", "null", "\"refusals\"");
    progress.clear();
    assertThat(said(run(progress))).isEqualTo(whole);
    assertThat(progress).hasSize(1);
  }

  @Test
  void whatIsNotOfThisRunIsCutOff() throws IOException {
    run(new ArrayList<>());
    List<Item.Answered> others = List.of(choice(0), choice(3));
    try (VerdictFile verdicts = open(others)) {
      assertThat(verdicts.known()).hasSize(1);
    }
    assertThat(Files.readAllLines(file())).hasSize(1);
    for (String line : List.of("[]", "{", "{\"item\":\"d/s/0\",\"rewards\":{\"number\":[1]}}")) {
      Files.writeString(file(), line + "\n");
      try (VerdictFile verdicts = open(choices())) {
        assertThat(verdicts.known()).isEmpty();
      }
    }
  }

  @Test
  void stepsAreReadBack() throws IOException {
    SteppedAnswer good = new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("1", "2"));
    SteppedAnswer bad = new SteppedAnswer(Conversation.ofPrompt(null, "p"), List.of("boom"));
    List<Item.Answered> items =
        List.of(new Item.Process("0", "d", "s", good, -1), new Item.Process("1", "d", "s", bad, 0));
    List<Judge> steps = List.of(TextJudge.number().named("number"));
    for (int run = 0; run < 2; run++) {
      try (VerdictFile verdicts = VerdictFile.open(file(), items, List.of("number"))) {
        assertThat(verdicts.known()).hasSize(run == 0 ? 0 : 2);
        Outcome outcome = new BenchRun(steps, BenchRun.Progress.NONE, verdicts).judge(items);
        assertThat(outcome.of("number").getFirst().steps()).containsExactly(1, 2);
        assertThat(((Verdict.Steps) outcome.of("number").getLast().verdict()).values()).isEmpty();
        assertThat(outcome.refusals()).hasSize(1);
      }
    }
  }

  @Test
  void twoRunsDoNotShareAFile() throws IOException {
    try (VerdictFile verdicts = open(choices())) {
      assertThatThrownBy(() -> open(choices())).isInstanceOf(IOException.class);
    }
  }
}

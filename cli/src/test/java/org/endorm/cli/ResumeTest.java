package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.trace.TraceSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  @TempDir Path folder;
  private final Harness endorm = new Harness();
  private Path input;
  private Path out;
  private byte[] whole;

  @BeforeEach
  void prepare() throws IOException {
    input = folder.resolve("in.jsonl");
    out = folder.resolve("out.jsonl");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append(i == 7 ? "{}\n" : "{\"prompt\":\"é%d\",\"response\":\"y\"}\n".formatted(i));
    }
    Files.writeString(input, rows);
    Path reference = folder.resolve("whole.jsonl");
    assertThat(score(reference)).isEqualTo(1);
    whole = Files.readAllBytes(reference);
  }

  private int score(Path to, String... more) {
    List<String> args =
        new ArrayList<>(List.of("score", input.toString(), "-o", to.toString(), "--quiet"));
    args.addAll(List.of(more));
    return endorm.run(args.toArray(String[]::new));
  }

  /** What a kill may leave: any number of bytes of the results, and the record. */
  private void cutAt(int bytes) throws IOException {
    assertThat(score(out, "--force")).isEqualTo(1);
    Files.write(out, java.util.Arrays.copyOf(whole, bytes));
  }

  @Test
  void theResultsAreThoseOfStandardOutput() throws IOException {
    assertThat(endorm.run("score", input.toString(), "--quiet")).isEqualTo(1);
    assertThat(endorm.out()).isEqualTo(new String(whole, java.nio.charset.StandardCharsets.UTF_8));
    assertThat(Files.readAllLines(folder.resolve("whole.jsonl"))).hasSize(40);
  }

  @Test
  void whereverARunWasCutTheRestComesOutTheSame() throws IOException {
    for (int bytes = 0; bytes <= whole.length; bytes += 61) {
      cutAt(bytes);
      assertThat(score(out, "--resume")).isEqualTo(1);
      assertThat(out).hasBinaryContent(whole);
    }
    assertThat(score(out, "--resume")).isEqualTo(1);
    assertThat(out).hasBinaryContent(whole);
  }

  @Test
  void aMissingFileIsStartedAnew() {
    assertThat(score(out, "--resume")).isEqualTo(1);
    assertThat(out).hasBinaryContent(whole);
  }

  @Test
  void aFileThatIsThereIsNotWrittenOverByChance() throws IOException {
    Files.writeString(out, "precious");
    assertThat(score(out)).isEqualTo(2);
    assertThat(endorm.err()).contains("out.jsonl is there already").hasLineCount(1);
    assertThat(score(out, "--resume")).isEqualTo(2);
    assertThat(endorm.err()).contains("out.jsonl.run.json").hasLineCount(1);
    assertThat(out).hasContent("precious");
    assertThat(score(out, "--force")).isEqualTo(1);
    assertThat(out).hasBinaryContent(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--alpha 2",
        "--aggregate mean",
        "--system S",
        "--tokens",
        "--steps newline",
        "--audit",
        "--no-invariant",
        "--now 2026-01-15T12:00:00",
        "--steps x"
      })
  void anotherOptionThatChangesTheLinesIsRefused(String option) throws IOException {
    cutAt(whole.length / 2);
    List<String> args = new ArrayList<>(List.of(option.split(" ")));
    args.add("--resume");
    assertThat(score(out, args.toArray(String[]::new))).isEqualTo(2);
    assertThat(endorm.err()).contains("cannot be gone on with").hasLineCount(1);
    assertThat(Files.size(out)).isEqualTo(whole.length / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--threads 1", "--batch-tokens 7", "--strict", "--offline", "--json"})
  void anOptionThatChangesNoNumberIsNot(String option) throws IOException {
    cutAt(61);
    List<String> args = new ArrayList<>(List.of(option.split(" ")));
    args.add("--resume");
    assertThat(score(out, args.toArray(String[]::new))).isEqualTo(1);
    int length = option.equals("--strict") ? (int) Files.size(out) : whole.length;
    assertThat(out).hasBinaryContent(java.util.Arrays.copyOf(whole, length));
  }

  @Test
  void anotherInputOrModelIsRefused() throws IOException {
    cutAt(whole.length / 2);
    endorm.model("cc", new HashTraces());
    assertThat(score(out, "--resume")).isEqualTo(2);
    assertThat(endorm.err()).contains("model_sha256 was \"aa\" then and is \"cc\" now");
    endorm.model("aa", new HashTraces());
    Files.writeString(input, Files.readString(input) + "{}\n");
    assertThat(score(out, "--resume")).isEqualTo(2);
    assertThat(endorm.err()).contains("input was");
  }

  @Test
  void theClockOfTheFirstRunIsKept() throws IOException {
    assertThat(score(out, "--audit")).isEqualTo(1);
    byte[] audited = Files.readAllBytes(out);
    Files.write(out, java.util.Arrays.copyOf(audited, audited.length / 2));
    Path record = folder.resolve("out.jsonl.run.json");
    String earlier =
        Files.readString(record)
            .replaceAll("\"now\" : \"[^\"]+\"", "\"now\" : \"2020-02-02T02:02:02\"");
    Files.writeString(record, earlier);
    assertThat(score(out, "--audit", "--resume")).isEqualTo(1);
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.getLast()).contains("\"now\":\"2020-02-02T02:02:02\"");
  }

  @Test
  void aGivenTimeMustBeGivenAgain() throws IOException {
    assertThat(score(out, "--now", "2026-01-15")).isEqualTo(1);
    assertThat(score(out, "--now", "2026-01-15T00:00:00", "--resume")).isEqualTo(1);
    assertThat(score(out, "--resume")).isEqualTo(2);
    endorm.environment.put("ENDORM_NOW", "2026-01-15T00:00:00Z");
    assertThat(score(out, "--resume")).isEqualTo(1);
  }

  @Test
  void aStreamIsGoneOnWithOnlyIfItIsTheSame() throws IOException {
    String rows = Files.readString(input);
    endorm.in(rows);
    String[] args = {"score", "-", "-o", out.toString(), "--quiet", "--resume"};
    assertThat(endorm.run(args)).isEqualTo(1);
    assertThat(out).hasBinaryContent(whole);
    assertThat(endorm.run(args)).isEqualTo(1);
    assertThat(out).hasBinaryContent(whole);
    assertThat(endorm.in(rows.replace("é3\"", "è3\"")).run(args)).isEqualTo(2);
    assertThat(endorm.err()).contains("differs from what the earlier run has read");
    assertThat(out).hasBinaryContent(whole);
  }

  @Test
  void whatIsNoResultIsNotGoneOnWith() throws IOException {
    cutAt(0);
    Files.writeString(out, "nonsense\n");
    assertThat(score(out, "--resume")).isEqualTo(2);
    assertThat(endorm.err()).contains("line 1 is no result");
  }

  @Test
  void aStrictRunThatFailedStaysFailed() throws IOException {
    assertThat(score(out, "--strict")).isEqualTo(1);
    byte[] first = Files.readAllBytes(out);
    assertThat(score(out, "--strict", "--resume")).isEqualTo(1);
    assertThat(out).hasBinaryContent(first);
  }

  @Test
  void finishedRowsOutliveAModelThatBreaks() throws IOException {
    TraceSource breaking =
        new TraceSource() {
          private final HashTraces sound = new HashTraces();

          @Override
          public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
            if (sound.calls() == 2) {
              throw new IllegalStateException("the model broke");
            }
            return sound.trace(trajectories, alpha);
          }

          @Override
          public int vocabularySize() {
            return sound.vocabularySize();
          }

          @Override
          public int contextLength() {
            return sound.contextLength();
          }

          @Override
          public void close() {
            sound.close();
          }
        };
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      many.append("{\"prompt\":\"é%d\",\"response\":\"y\"}\n".formatted(i));
    }
    Files.writeString(input, many);
    assertThat(endorm.model("aa", breaking).run("score", input.toString(), "-o", out.toString()))
        .isEqualTo(1);
    assertThat(endorm.err()).contains("internal error").doesNotContain("\tat ");
    long kept = Files.readAllLines(out).size();
    assertThat(kept).isBetween(2L, 4999L);
    endorm.model("aa", new HashTraces());
    assertThat(score(out, "--resume")).isZero();
    assertThat(Files.readAllLines(out)).hasSize(5000);
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTheModelIsOpened() throws IOException {
    Path nowhere = folder.resolve("none/out.jsonl");
    assertThat(score(nowhere)).isEqualTo(2);
    assertThat(endorm.err()).contains("there is no folder").hasLineCount(1);
    assertThat(score(folder)).isEqualTo(2);
    assertThat(score(input, "--force")).isEqualTo(2);
    assertThat(endorm.err()).contains("is the input itself");
    assertThat(Files.readAllLines(input)).hasSize(40);
  }
}

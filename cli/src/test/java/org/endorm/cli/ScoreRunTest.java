package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.HashTraces;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ScoreRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROWS = 40;

  private final Harness harness = new Harness();

  /** A stream that has been written to and stays open: somebody may type on. */
  private static PipedInputStream typed(String text) throws IOException {
    PipedInputStream in = new PipedInputStream();
    new PipedOutputStream(in).write(text.getBytes(StandardCharsets.UTF_8));
    return in;
  }

  @Test
  void aStrictRunEndsAtAFailureThoughTheInputStaysOpen() throws IOException {
    harness.in(typed("{\"prompt\": \"a\"}\n"));
    int code =
        Assertions.assertTimeoutPreemptively(
            PATIENCE, () -> harness.run("score", "-", "--strict", "--quiet"));
    assertThat(code).isEqualTo(ExitCode.ROWS_FAILED);
    assertThat(harness.lines()).hasSize(1);
  }

  @Test
  void aRunEndsWhenTheModelFailsThoughTheInputStaysOpen() throws IOException {
    harness.model("aa", new Slow(call -> Assertions.fail("the model is broken")));
    harness.in(typed("{\"prompt\": \"a\", \"response\": \"b\"}\n"));
    int code =
        Assertions.assertTimeoutPreemptively(PATIENCE, () -> harness.run("score", "-", "--quiet"));
    assertThat(code).isNotZero();
    assertThat(harness.err()).contains("the model is broken");
  }

  private static String rows(IntFunction<String> row) {
    return IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining("\n"));
  }

  @Test
  void linesComeInTheOrderOfRowsThoughALaterWindowIsDoneFirst() {
    AtomicBoolean first = new AtomicBoolean(true);
    harness.model("aa", new Slow(call -> sleep(first.getAndSet(false) ? 400 : 0)));
    String rows =
        rows(
            i ->
                "{\"id\": %d, \"prompt\": \"a\", \"response\": \"%s\"}"
                    .formatted(i, "b".repeat(100)));
    assertThat(harness.in(rows).run("score", "-", "--quiet")).isZero();
    assertThat(harness.lines()).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(harness.lines().get(i)).startsWith("{\"id\":" + i + ",");
    }
  }

  /**
   * How many answers were computed together, window for window; each takes so long that the second
   * is as small as the first.
   */
  private List<Integer> windows(IntFunction<String> prompts, IntFunction<String> answers) {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    harness.model("aa", new Slow(call -> takeLong(sizes, call)));
    String row = "{\"prompt\": \"%s\", \"response\": \"%s\"}";
    String rows = rows(i -> row.formatted(prompts.apply(i), answers.apply(i)));
    assertThat(harness.in(rows).run("score", "-", "--quiet", "--threads", "2")).isZero();
    assertThat(harness.lines()).hasSize(ROWS);
    return sizes;
  }

  private static void takeLong(List<Integer> sizes, List<Trajectory> call) {
    sizes.add(call.size());
    sleep(100);
  }

  private static String letters(int from, int number, int count) {
    return Character.toString(from + number).repeat(count);
  }

  @Test
  void aWindowTakesTheAnswersToOnePromptThoughItIsFull() {
    assertThat(windows(i -> "a".repeat(400), i -> "b")).containsExactly(ROWS);
    assertThat(windows(i -> letters('a', i % 2, 400), i -> "b")).contains(1).hasSizeGreaterThan(2);
  }

  @Test
  void aWindowEndsWhereTheNextPromptBeginsIfThatIsNotFar() {
    assertThat(windows(i -> letters('a', i / 6, 30), i -> letters('n', i % 6, 50))).contains(6);
    assertThat(windows(i -> letters('a', i / 20, 30), i -> letters('n', i % 10, 50))).contains(6);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The model without weights, which something happens to before it answers. */
  private static final class Slow extends HashTraces {
    private final Consumer<List<Trajectory>> before;

    Slow(Consumer<List<Trajectory>> before) {
      this.before = before;
    }

    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      before.accept(trajectories);
      return super.trace(trajectories, alpha);
    }
  }
}

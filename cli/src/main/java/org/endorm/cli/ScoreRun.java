package org.endorm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineScorer;
import org.jspecify.annotations.Nullable;

/**
 * Scores a stream of rows with bounded memory: one thread reads and tokenises, this one computes
 * windows of rows, a third writes the one before.
 *
 * @param strict whether the first error row is the last
 * @param windowTokens how many tokens the largest window holds
 * @param total the number of rows, -1 where nobody knows
 */
record ScoreRun(LineScorer scorer, ResultSink sink, boolean strict, long windowTokens, long total) {

  /** How a run ended: rows done, earlier runs included, and error rows among them. */
  record Outcome(long rows, long failed) {}

  /** What of a result is written. */
  @FunctionalInterface
  interface LineText {
    /**
     * The line's text.
     *
     * @param original the row as it was read, null where the reader does not keep it
     */
    String of(Line line, @Nullable InputRow original);
  }

  /** Runs to the end of the rows, or to the first failure if strict. */
  Outcome run(RowReader reader, LineText text, ProgressBar bar) {
    Outcome outcome = new Outcome(sink.rowsBefore(), sink.failedBefore());
    WindowPace pace = new WindowPace(windowTokens);
    long tokens = 0;
    long start = System.nanoTime();
    ExecutorService writer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("endorm-writer").factory());
    try {
      Future<?> written = writer.submit(() -> {});
      while (!stopped(outcome)) {
        RowReader.Window window = reader.next(pace.tokens());
        if (window.rows().isEmpty()) {
          break;
        }
        long before = System.nanoTime();
        List<Line> lines = kept(scorer.score(window.rows()));
        pace.took(window.tokens(), System.nanoTime() - before);
        await(written);
        written = writer.submit(() -> write(lines, window, text));
        outcome = new Outcome(outcome.rows() + lines.size(), outcome.failed() + failed(lines));
        tokens += window.tokens();
        bar.at("rows", outcome.rows(), total, speed(tokens, System.nanoTime() - start));
      }
      await(written);
    } finally {
      drain(writer);
    }
    return outcome;
  }

  /** What has been computed is written even where reading on has failed. */
  private static void drain(ExecutorService writer) {
    writer.close();
  }

  private boolean stopped(Outcome outcome) {
    return strict && outcome.failed() > 0;
  }

  private List<Line> kept(List<Line> lines) {
    int end = 0;
    while (end < lines.size() && !(strict && lines.get(end).failed())) {
      end++;
    }
    return end < lines.size() ? lines.subList(0, end + 1) : lines;
  }

  private static long failed(List<Line> lines) {
    return lines.stream().filter(Line::failed).count();
  }

  private void write(List<Line> lines, RowReader.Window window, LineText text) {
    List<String> texts = new ArrayList<>();
    for (Line line : lines) {
      boolean known = !window.originals().isEmpty();
      texts.add(text.of(line, known ? window.originals().get(texts.size()) : null));
    }
    sink.write(texts, window.readSoFar());
  }

  private static String speed(long tokens, long nanos) {
    return "%,.0f tokens/s".formatted(tokens * 1e9 / Math.max(1, nanos));
  }

  private static void await(Future<?> written) {
    try {
      written.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing", e);
    }
  }
}

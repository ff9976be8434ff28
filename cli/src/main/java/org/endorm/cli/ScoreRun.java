package org.endorm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.line.Line;
import org.endorm.scoring.line.LineScorer;
import org.jspecify.annotations.Nullable;

/**
 * Scores a stream of rows with bounded memory: while one window of rows is computed the next is
 * read, tokenised and begun, so that no core waits for the last rows of a window; a thread of its
 * own writes them in order.
 *
 * @param strict whether the first error row is the last
 * @param windowTokens how many distinct tokens fill the largest window
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

  /** Windows that are computed at a time. */
  private static final int OVERLAP = 2;

  /** Runs to the end of the rows, or to the first failure if strict. */
  Outcome run(RowReader reader, LineText text, ProgressBar bar) {
    Ending ending = new Ending(reader, text, bar);
    Throwable unread = null;
    ExecutorService computing = threads(OVERLAP, "endorm-window-");
    ExecutorService writing = threads(1, "endorm-writer-");
    try {
      while (ending.awaitsMore()) {
        RowReader.Window window = reader.next(ending.windowTokens());
        if (window.rows().isEmpty()) {
          break;
        }
        Future<List<Line>> lines = computing.submit(() -> scorer.score(window.rows()));
        ending.begun(lines);
        writing.submit(() -> ending.take(window, lines));
      }
    } catch (RuntimeException | Error e) {
      unread = e;
    } finally {
      // What has been computed is written even where reading on has failed.
      writing.close();
      computing.close();
    }
    return ending.outcome(unread);
  }

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  /** What happens to windows, one after the other, once they are computed. */
  private final class Ending {
    private final RowReader reader;
    private final LineText text;
    private final ProgressBar bar;
    private final WindowPace pace = new WindowPace(windowTokens);
    private final long start = System.nanoTime();
    private final Semaphore room = new Semaphore(OVERLAP);
    private final Queue<Future<?>> computing = new ConcurrentLinkedQueue<>();
    private long tokens;
    private long distinct;
    private Outcome outcome = new Outcome(sink.rowsBefore(), sink.failedBefore());
    private volatile boolean over = strict && outcome.failed() > 0;
    private volatile @Nullable Throwable failure;

    Ending(RowReader reader, LineText text, ProgressBar bar) {
      this.reader = reader;
      this.text = text;
      this.bar = bar;
    }

    /** Waits until there is room for another window; false where none is wanted any more. */
    boolean awaitsMore() {
      room.acquireUninterruptibly();
      return !over;
    }

    /** Hears of a window that is being computed; one that nobody wants any more is given up. */
    void begun(Future<?> window) {
      computing.add(window);
      if (over) {
        window.cancel(true);
      }
    }

    long windowTokens() {
      return pace.tokens();
    }

    /** Writes a window, unless one before it was the last. */
    void take(RowReader.Window window, Future<List<Line>> computed) {
      try {
        if (!over) {
          write(window, kept(computed.get()));
        }
      } catch (ExecutionException e) {
        end(e.getCause());
      } catch (InterruptedException | RuntimeException | Error e) {
        end(e);
      } finally {
        computing.poll();
        room.release();
      }
    }

    private void end(@Nullable Throwable why) {
      failure = why;
      over = true;
      reader.end();
      computing.forEach(window -> window.cancel(true));
    }

    private void write(RowReader.Window window, List<Line> lines) {
      ScoreRun.this.write(lines, window, text);
      long now = System.nanoTime();
      tokens += window.tokens();
      distinct += window.distinct();
      pace.took(distinct, now - start); // Windows overlap: only all of them have a time.
      outcome = new Outcome(outcome.rows() + lines.size(), outcome.failed() + failed(lines));
      bar.at("rows", outcome.rows(), total, speed(tokens, now - start));
      if (strict && outcome.failed() > 0) {
        end(null);
      }
    }

    /**
     * The outcome once all is written.
     *
     * @param unread why reading ended early, if it did; of no interest after the last row wanted
     */
    Outcome outcome(@Nullable Throwable unread) {
      Throwable why = failure != null ? failure : over ? null : unread;
      switch (why) {
        case null -> {}
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new IllegalStateException(why);
      }
      return outcome;
    }
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
}

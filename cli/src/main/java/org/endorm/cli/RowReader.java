package org.endorm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.input.RowSource;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.line.PreparedRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads, renders and tokenises rows on a thread of its own, a bounded amount of them ahead, and
 * hands them out in windows.
 *
 * <p>A window is full when it holds enough tokens, or when nothing more comes for a moment: a file
 * is read in large windows, and somebody who types rows sees each answered.
 */
final class RowReader implements AutoCloseable {
  private static final int ROWS_AHEAD = 512;
  private static final int TOKENS_AHEAD = 1 << 17;
  private static final int MOST_ROWS = 1024;
  private static final long MOMENT_MILLIS = 50;

  private final RowSource source;
  private final LineScorer scorer;
  private final Wants wants;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(ROWS_AHEAD);
  private final Semaphore ahead = new Semaphore(TOKENS_AHEAD);
  private final Thread thread;
  private @Nullable Item end;

  /**
   * What is wanted of each row besides itself.
   *
   * @param screen what stands in for a row that cannot be used
   * @param original the row as it was read
   * @param readSoFar the name of the input up to it
   */
  record Wants(UnaryOperator<InputRow> screen, boolean original, boolean readSoFar) {}

  /**
   * A prepared row; with {@code row} null the end, and what brought it about if not the last row.
   */
  private record Item(
      @Nullable PreparedRow row,
      @Nullable InputRow original,
      String readSoFar,
      @Nullable Throwable failure) {

    int permits() {
      return row == null ? 0 : (int) Math.min(row.tokens(), TOKENS_AHEAD);
    }
  }

  /**
   * Rows to be computed together; none after the last.
   *
   * @param originals the rows as they were read, empty where not wanted
   * @param readSoFar names the input up to the last of the rows, empty where not wanted
   */
  record Window(List<PreparedRow> rows, List<InputRow> originals, long tokens, String readSoFar) {}

  /**
   * Starts reading.
   *
   * @param source read to its end, or until this is closed; closed by whoever opened it
   */
  RowReader(RowSource source, LineScorer scorer, Wants wants) {
    this.source = source;
    this.scorer = scorer;
    this.wants = wants;
    this.thread = Thread.ofPlatform().daemon().name("endorm-reader").start(this::read);
  }

  private void read() {
    try {
      queue.put(new Item(null, null, "", readAll()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed: nobody waits for the rest.
    }
  }

  private @Nullable Throwable readAll() throws InterruptedException {
    try {
      for (InputRow next = source.next(); next != null; next = source.next()) {
        InputRow row = wants.screen().apply(next);
        String soFar = wants.readSoFar() ? source.readSoFar() : "";
        Item item = new Item(prepare(row), wants.original() ? row : null, soFar, null);
        ahead.acquire(item.permits());
        queue.put(item);
      }
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private PreparedRow prepare(InputRow row) {
    return switch (row) {
      case InputRow.Parsed parsed -> scorer.prepare(parsed.object(), parsed.number());
      case InputRow.Broken broken -> new PreparedRow.Refused(broken.id(), broken.why());
    };
  }

  /**
   * The next window, empty after the last row.
   *
   * @throws RuntimeException what ended the reading early, once all rows before it are out
   */
  Window next(long windowTokens) {
    List<PreparedRow> rows = new ArrayList<>();
    List<InputRow> originals = new ArrayList<>();
    long tokens = 0;
    String readSoFar = "";
    while (end == null && tokens < windowTokens && rows.size() < MOST_ROWS) {
      Item item = take(rows.isEmpty());
      if (item == null) {
        break;
      }
      if (item.row() == null) {
        end = item;
        break;
      }
      ahead.release(item.permits());
      rows.add(item.row());
      if (item.original() != null) {
        originals.add(item.original());
      }
      tokens += item.row().tokens();
      readSoFar = item.readSoFar();
    }
    if (rows.isEmpty() && end != null) {
      rethrow(end.failure());
    }
    return new Window(rows, originals, tokens, readSoFar);
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  private @Nullable Item take(boolean patient) {
    try {
      return patient ? queue.take() : queue.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  /** Gives out no more: whoever waits for a window gets an empty one. */
  void end() {
    thread.interrupt();
    queue.clear();
    queue.offer(new Item(null, null, "", null)); // If it is full again, nobody waits.
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

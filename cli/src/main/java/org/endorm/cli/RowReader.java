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
import org.endorm.scoring.PackingPlan;
import org.endorm.scoring.line.LineScorer;
import org.endorm.scoring.line.PreparedRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads, renders and tokenises rows on a thread of its own, a bounded amount of them ahead, and
 * hands them out in windows.
 *
 * <p>A window is full when it holds enough tokens, or when nothing more comes for a moment: a file
 * is read in large windows, and somebody who types rows sees each answered. Tokens that a row
 * shares with the row before count once, as they are computed once.
 */
final class RowReader implements AutoCloseable {
  private static final int ROWS_AHEAD = 512;
  private static final int TOKENS_AHEAD = 1 << 17;
  private static final int MOST_ROWS = 1024;
  private static final int MOST_TOKENS = 1 << 20;
  private static final long MOMENT_MILLIS = 50;

  private final RowSource source;
  private final LineScorer scorer;
  private final Wants wants;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(ROWS_AHEAD);
  private final Semaphore ahead = new Semaphore(TOKENS_AHEAD);
  private final Thread thread;
  private volatile boolean preparing;
  private Item.@Nullable Prepared held;
  private Item.@Nullable End end;

  /**
   * What is wanted of each row besides itself.
   *
   * @param screen what stands in for a row that cannot be used
   * @param original the row as it was read
   * @param readSoFar the name of the input up to it
   */
  record Wants(UnaryOperator<InputRow> screen, boolean original, boolean readSoFar) {}

  /** What the reading thread hands over. */
  private sealed interface Item {
    /**
     * A row.
     *
     * @param distinct its tokens, those that its answers share counted once
     * @param shared tokens that it shares with the row before
     */
    record Prepared(
        PreparedRow row, long distinct, long shared, @Nullable InputRow original, String readSoFar)
        implements Item {

      /** Whether it has the prompt of the row before. */
      boolean continues() {
        return row.promptIsIn(shared);
      }

      int permits() {
        return (int) Math.min(row.tokens(), TOKENS_AHEAD);
      }
    }

    /** The end, and what brought it about if not the last row. */
    record End(@Nullable Throwable failure) implements Item {}
  }

  /**
   * Rows to be computed together; none after the last.
   *
   * @param originals the rows as they were read, empty where not wanted
   * @param tokens of all rows
   * @param distinct tokens, those that a row shares with the row before counted once
   * @param readSoFar names the input up to the last of the rows, empty where not wanted
   */
  record Window(
      List<PreparedRow> rows,
      List<InputRow> originals,
      long tokens,
      long distinct,
      String readSoFar) {}

  /** A window while it is filled. */
  private static final class Filling {
    private final long enough;
    private final List<PreparedRow> rows = new ArrayList<>();
    private final List<InputRow> originals = new ArrayList<>();
    private long tokens;
    private long distinct;
    private String readSoFar = "";

    /**
     * @param enough distinct tokens that fill it
     */
    Filling(long enough) {
      this.enough = enough;
    }

    boolean empty() {
      return rows.isEmpty();
    }

    /**
     * Whether a row still belongs to it: a window computes anew what its rows share with those of
     * the window before, so a full one takes more of them while that is worth it, and the rest of
     * the answers to its last prompt, if that takes no more than half as much again.
     */
    boolean takes(Item.Prepared item) {
      if (empty()) {
        return true;
      }
      boolean bounded = rows.size() < MOST_ROWS && tokens + item.row().tokens() <= MOST_TOKENS;
      long then = distinct + item.distinct() - item.shared();
      long most = item.continues() ? enough + enough / 2 : 0;
      return bounded
          && (distinct < enough || then <= Math.max(most, PackingPlan.worthSharing(item.shared())));
    }

    void add(Item.Prepared item) {
      distinct += item.distinct() - (empty() ? 0 : item.shared());
      tokens += item.row().tokens();
      rows.add(item.row());
      if (item.original() != null) {
        originals.add(item.original());
      }
      readSoFar = item.readSoFar();
    }

    Window window() {
      return new Window(rows, originals, tokens, distinct, readSoFar);
    }
  }

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
      queue.put(new Item.End(readAll()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed: nobody waits for the rest.
    }
  }

  private @Nullable Throwable readAll() throws InterruptedException {
    try {
      PreparedRow before = null;
      for (InputRow next = source.next(); next != null; next = source.next()) {
        preparing = true;
        InputRow row = wants.screen().apply(next);
        String soFar = wants.readSoFar() ? source.readSoFar() : "";
        PreparedRow prepared = prepare(row);
        long distinct = prepared.distinctTokens();
        long shared = before == null ? 0 : prepared.shared(before);
        InputRow original = wants.original() ? row : null;
        var item = new Item.Prepared(prepared, distinct, shared, original, soFar);
        ahead.acquire(item.permits());
        queue.put(item);
        preparing = false;
        before = prepared;
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
    Filling window = new Filling(windowTokens);
    while (end == null) {
      Item item = held != null ? held : take(window.empty());
      held = null;
      switch (item) {
        case null -> {
          return window.window();
        }
        case Item.End last -> end = last;
        case Item.Prepared row when window.takes(row) -> window.add(row);
        case Item.Prepared row -> {
          held = row;
          return window.window();
        }
      }
    }
    if (window.empty()) {
      rethrow(end.failure());
    }
    return window.window();
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** The next item; where nobody is patient, null if none is being prepared for a moment. */
  private @Nullable Item take(boolean patient) {
    try {
      Item item = patient ? queue.take() : queue.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      while (item == null && preparing) {
        item = queue.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (item instanceof Item.Prepared row) {
        ahead.release(row.permits());
      }
      return item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  /** Gives out no more: whoever waits for a window gets an empty one. */
  void end() {
    thread.interrupt();
    queue.clear();
    queue.offer(new Item.End(null)); // If it is full again, nobody waits.
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

package org.endorm.cli.show;

import java.io.PrintStream;
import java.time.Duration;
import org.endorm.scoring.catalogue.FetchProgress;

/**
 * One line on a terminal that says how far a job is; nothing at all anywhere else.
 *
 * <p>Safe for use by several threads. Redraws a few times a second at most.
 */
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 24;
  private static final double MEGABYTE = 1e6;
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;
  private final long start = System.nanoTime();
  private long last = start - REDRAW_NANOS;
  private long doneBefore = -1;
  private long begun = start;
  private boolean drawn;

  /**
   * @param shown whether {@code err} is a terminal and the user has not asked for quiet
   */
  public ProgressBar(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /**
   * So much of a job is done.
   *
   * @param total how much there is, or a negative number where nobody knows
   * @param more what to say at the end of the line
   */
  public synchronized void at(String what, long done, long total, String more) {
    long now = System.nanoTime();
    if (doneBefore < 0 || done < doneBefore) {
      doneBefore = done; // What an earlier run did says nothing of how fast this one is.
      begun = now;
    }
    boolean over = done == total;
    if (!shown || (now - last < REDRAW_NANOS && !over)) {
      return;
    }
    last = now;
    drawn = true;
    Duration spent = Duration.ofNanos(now - begun);
    err.print(CLEAR + line(what, new Stand(doneBefore, done, total), more, spent));
    err.flush();
  }

  /** The bar as whoever downloads wants to be listened to. */
  public FetchProgress forDownloads() {
    return (what, done, total) -> at(what, done, total, "%.1f MB".formatted(done / MEGABYTE));
  }

  /**
   * How far a job is.
   *
   * @param before what was done before the clock began to run
   */
  record Stand(long before, long done, long total) {}

  static String line(String what, Stand stand, String more, Duration spent) {
    if (stand.total() <= 0) {
      return "%s %,d  %s".formatted(what, stand.done(), more).stripTrailing();
    }
    double share = Math.min(1, (double) stand.done() / stand.total());
    int full = (int) Math.round(share * WIDTH);
    String bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    boolean tells = stand.done() > stand.before() && stand.done() < stand.total();
    String left = tells ? "  " + left(spent, stand) : "";
    return "%s %s %3.0f%%  %s%s".formatted(what, bar, 100 * share, more, left).stripTrailing();
  }

  private static String left(Duration spent, Stand stand) {
    double rest = (double) (stand.total() - stand.done()) / (stand.done() - stand.before());
    long seconds = Math.round(spent.toMillis() / 1000.0 * rest);
    return seconds < 3600
        ? "%d:%02d left".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d left".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Takes the line away, so that what follows stands where it stood. */
  public synchronized void clear() {
    if (drawn) {
      err.print(CLEAR);
      err.flush();
      drawn = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}

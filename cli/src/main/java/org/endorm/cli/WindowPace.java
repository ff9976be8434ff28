package org.endorm.cli;

/**
 * How many distinct tokens of rows are computed before their lines are written: as many as take
 * some seconds, so that results keep coming and a kill costs little, and many enough to be worth
 * computing together: for all cores to have rows, and for rows that begin alike to share that. Only
 * the first windows are small, so that the first lines come soon. Safe for concurrent use.
 */
final class WindowPace {
  private static final double SECONDS = 15;

  /** Parts of the largest window. */
  private static final int FIRST_PART = 64;

  private static final int LEAST_PART = 8;

  private final long least;
  private final long most;
  private long tokens;

  /**
   * @param most tokens of the largest window
   */
  WindowPace(long most) {
    this.most = most;
    this.least = Math.max(1, most / LEAST_PART);
    this.tokens = Math.max(1, most / FIRST_PART);
  }

  /** The size of the next window. */
  synchronized long tokens() {
    return tokens;
  }

  /** So many tokens took so long, from the first on. */
  synchronized void took(long done, long nanos) {
    double affordable = SECONDS * 1e9 * done / Math.max(1, nanos);
    tokens = (long) Math.clamp(affordable, least, most);
  }
}

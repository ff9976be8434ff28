package org.endorm.cli;

/**
 * How many tokens of rows are computed before their lines are written: as many as take some
 * seconds, so that results keep coming and a kill costs little, and many enough to be worth
 * computing together.
 */
final class WindowPace {
  private static final double SECONDS = 4;

  /** How many of the smallest windows make the largest. */
  private static final int SMALLEST_PART = 64;

  private final long least;
  private final long most;
  private long tokens;

  /**
   * @param most tokens of the largest window; the first is the smallest
   */
  WindowPace(long most) {
    this.most = most;
    this.least = Math.max(1, most / SMALLEST_PART);
    this.tokens = least;
  }

  /** The size of the next window. */
  long tokens() {
    return tokens;
  }

  /** A window of so many tokens took so long. */
  void took(long done, long nanos) {
    double affordable = SECONDS * 1e9 * done / Math.max(1, nanos);
    tokens = (long) Math.clamp(affordable, least, most);
  }
}

package org.endorm.theory.report;

/**
 * How much is tried.
 *
 * @param instances random instances for each bound
 * @param searches adversarial searches
 * @param searchSteps steps of each
 * @param fits instances for each fitted exponent
 * @param longestHorizon the largest H of the fits, a power of two from 512 on
 */
public record Effort(int instances, int searches, int searchSteps, int fits, int longestHorizon) {
  /** What {@code endorm theory} runs: some seconds. */
  public static final Effort FULL = new Effort(4000, 6, 40000, 24, 8192);

  /** A fraction of it, for tests. */
  public static final Effort QUICK = new Effort(60, 4, 500, 4, 1024);
}

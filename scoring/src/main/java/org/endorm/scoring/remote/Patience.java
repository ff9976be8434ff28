package org.endorm.scoring.remote;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connect until it takes the connection
 * @param answer until an answer is there as a whole
 * @param pause before the second try; doubled before each further one
 * @param tries how often a request is sent that fails in a way which may pass
 */
record Patience(Duration connect, Duration answer, Duration pause, int tries) {
  /** Long prompts on a busy server take minutes. */
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(1), 3);

  Duration pauseBefore(int attempt) {
    return pause.multipliedBy(1L << Math.min(attempt - 1, 5));
  }
}

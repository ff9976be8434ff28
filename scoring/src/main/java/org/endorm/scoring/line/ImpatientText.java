package org.endorm.scoring.line;

import java.time.Duration;

/**
 * A text that stops being read after a while, so that no regular expression backtracks for ever.
 */
record ImpatientText(CharSequence text, long deadline) implements CharSequence {
  ImpatientText(CharSequence text, Duration patience) {
    this(text, System.nanoTime() + patience.toNanos());
  }

  @Override
  public char charAt(int index) {
    if (System.nanoTime() - deadline > 0) {
      throw new OutOfTimeException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new ImpatientText(text.subSequence(start, end), deadline);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /**
   * The time is up; made without a stack trace, since it is thrown from deep inside the matcher.
   */
  static final class OutOfTimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTimeException() {
      super("the time for this match is up", null, false, false);
    }
  }
}

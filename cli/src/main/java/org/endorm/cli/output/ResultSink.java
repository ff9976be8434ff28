package org.endorm.cli.output;

import java.util.List;

/** Takes the lines of results in order; what it has taken stays taken. */
public interface ResultSink extends AutoCloseable {
  /**
   * Writes whole lines and sees them safely out.
   *
   * @param readSoFar names the input up to the last of these lines' rows, where a later run needs
   *     it; else empty
   */
  void write(List<String> lines, String readSoFar);

  /** How many results an earlier run had already written. */
  default long rowsBefore() {
    return 0;
  }

  /** How many of them were error rows. */
  default long failedBefore() {
    return 0;
  }

  /** All results are written; without it, closing means that the run broke off. */
  default void complete() {}

  @Override
  void close();
}

package org.endorm.cli;

import org.endorm.cli.input.InputException;
import org.endorm.cli.output.OutputClosedException;
import org.endorm.cli.output.OutputException;
import org.endorm.reward.EndormException;
import org.endorm.reward.UnknowableRewardException;

/** What the process tells its caller. */
final class ExitCode {
  /** All rows scored. */
  static final int OK = 0;

  /** Some rows failed, or a claim of the theory does not hold. */
  static final int ROWS_FAILED = 1;

  /** Wrong usage, or an input or output that cannot be used. */
  static final int USAGE = 2;

  /** The model cannot be had, is damaged or not supported. */
  static final int MODEL = 3;

  /** A reader that went away, as a shell reports a process that died of it. */
  static final int PIPE_CLOSED = 141;

  private ExitCode() {}

  /** The code of a failure that ended a command. */
  static int of(Throwable failure) {
    return switch (failure) {
      case OutputClosedException closed -> PIPE_CLOSED;
      case UsageException usage -> USAGE;
      case InputException input -> USAGE;
      case OutputException output -> USAGE;
      case UnknowableRewardException asked -> USAGE;
      case FailedAnswerException answer -> ROWS_FAILED;
      case EndormException model -> MODEL;
      case OutOfMemoryError memory -> MODEL;
      case LinkageError natives -> MODEL;
      default -> ROWS_FAILED;
    };
  }
}

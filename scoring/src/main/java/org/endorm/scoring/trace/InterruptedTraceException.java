package org.endorm.scoring.trace;

import org.endorm.reward.EndormException;

/** The thread that waited for traces was interrupted; nothing of them is to be used. */
public final class InterruptedTraceException extends EndormException {
  private static final long serialVersionUID = 1L;

  public InterruptedTraceException(InterruptedException cause) {
    super("interrupted while waiting for traces", cause);
  }
}

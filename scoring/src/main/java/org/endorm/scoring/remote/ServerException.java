package org.endorm.scoring.remote;

import org.endorm.reward.EndormException;

/** A server that cannot be reached, fails again and again, or does not speak the protocol. */
public final class ServerException extends EndormException {
  private static final long serialVersionUID = 1L;

  ServerException(String message) {
    super(message);
  }

  ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}

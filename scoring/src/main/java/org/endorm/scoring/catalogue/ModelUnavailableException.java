package org.endorm.scoring.catalogue;

import org.endorm.reward.EndormException;

/**
 * A model that cannot be had: not there, not reachable, not what its hash says, or not storable.
 */
public class ModelUnavailableException extends EndormException {
  private static final long serialVersionUID = 1L;

  public ModelUnavailableException(String message) {
    super(message);
  }

  public ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.endorm.reward;

/** A reward that was asked for cannot be computed from log-probabilities alone. */
public final class UnknowableRewardException extends EndormException {
  private static final long serialVersionUID = 1L;

  private final String request;

  UnknowableRewardException(String request) {
    super(
        "the reward of "
            + request
            + " cannot be known from log-probabilities, only the sum of an ended answer at alpha"
            + " 1");
    this.request = request;
  }

  /** What was asked for, such as {@code the aggregate mean}. */
  public String request() {
    return request;
  }
}

package org.endorm.scoring.line;

import org.endorm.scoring.ModelFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a line holds besides the reward.
 *
 * @param tokens ids, texts, rewards, values and offsets of each token
 * @param steps rewards of the steps that the pattern separates, null for none
 * @param audit what makes the number reproducible, null for not
 */
public record LineOptions(boolean tokens, @Nullable StepPattern steps, @Nullable ModelFacts audit) {
  /** The reward alone. */
  public static final LineOptions PLAIN = new LineOptions(false, null, null);
}

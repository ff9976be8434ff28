package org.endorm.theory;

import java.util.Arrays;

/**
 * One ended walk through a {@link TokenMdp} from its first state: the states s₁…s_T it passes and
 * the action chosen in each.
 *
 * @param states shape [T]
 * @param actions shape [T]
 */
public record Answer(int[] states, int[] actions) {
  public Answer {
    if (states.length == 0 || states.length != actions.length) {
      throw new IllegalArgumentException(
          "an answer needs one action for each of its states, had "
              + states.length
              + " and "
              + actions.length);
    }
    states = states.clone();
    actions = actions.clone();
  }

  /** T, the number of tokens. */
  public int length() {
    return actions.length;
  }

  @Override
  public String toString() {
    return "Answer" + Arrays.toString(actions);
  }
}

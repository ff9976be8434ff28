package org.endorm.reward;

import java.util.Arrays;
import java.util.Objects;

/**
 * A finished or cut walk through the token MDP: the ids of prompt and response in one line, where
 * the response starts, and how it ended.
 *
 * <p>s₁ is {@code ids[0, responseStart)}; the actions a₁…a_T are {@code ids[responseStart, n)}, the
 * end token included when the response ended. The array is copied in and never handed out.
 */
public final class Trajectory {
  /**
   * How a response ended, which decides V of its last state (paper, Eq 11: V = 0 after the end).
   */
  public enum Ending {
    /** The last action ended the sequence; V after it is 0. */
    ENDED,
    /** The response was cut; its last state keeps its V. */
    TRUNCATED
  }

  private final int[] ids;
  private final int responseStart;
  private final Ending ending;

  /**
   * @throws IllegalArgumentException if the prompt or the response is empty, or an id is negative
   */
  public Trajectory(int[] ids, int responseStart, Ending ending) {
    this.ids = ids.clone();
    this.responseStart = responseStart;
    this.ending = Objects.requireNonNull(ending, "ending");
    if (responseStart < 1) {
      throw new IllegalArgumentException("a trajectory needs at least one prompt id");
    }
    if (responseStart >= ids.length) {
      throw new IllegalArgumentException("a trajectory needs at least one response id");
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException("id " + ids[i] + " at position " + i + " is negative");
      }
    }
  }

  /** Joins a prompt and a response. */
  public static Trajectory of(int[] prompt, int[] response, Ending ending) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + response.length);
    System.arraycopy(response, 0, ids, prompt.length, response.length);
    return new Trajectory(ids, prompt.length, ending);
  }

  /** The number of ids, prompt and response together. */
  public int length() {
    return ids.length;
  }

  /** T, the number of response tokens, the end token included. */
  public int responseLength() {
    return ids.length - responseStart;
  }

  /** The position of a₁. */
  public int responseStart() {
    return responseStart;
  }

  public Ending ending() {
    return ending;
  }

  public boolean truncated() {
    return ending == Ending.TRUNCATED;
  }

  /** The id at a position of the whole sequence. */
  public int id(int position) {
    return ids[position];
  }

  /** The number of first ids that two trajectories have in common. */
  public int shared(Trajectory other) {
    return shared(ids, other.ids);
  }

  /** The number of first ids that two sequences of ids have in common. */
  public static int shared(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** A copy of all ids. */
  public int[] ids() {
    return ids.clone();
  }

  /** A copy of the prompt's ids. */
  public int[] promptIds() {
    return Arrays.copyOf(ids, responseStart);
  }

  /** A copy of the response's ids. */
  public int[] responseIds() {
    return Arrays.copyOfRange(ids, responseStart, ids.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trajectory that
        && responseStart == that.responseStart
        && ending == that.ending
        && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(ids), responseStart, ending);
  }

  @Override
  public String toString() {
    return "Trajectory[" + responseStart + " + " + responseLength() + " ids, " + ending + "]";
  }
}

package org.endorm.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A token MDP: deterministic, finite, and without cycles, since every action appends a token.
 *
 * <p>States are numbered so that every action leads to a higher number or to {@link #END}; state 0
 * is s₁. A prefix tree has one state for each prefix; a structured MDP merges prefixes that have
 * the same future, which is what lets dynamic programming reach horizons of thousands.
 */
public final class TokenMdp {
  /** Where an action that ends the answer leads; its value is 0. */
  public static final int END = -1;

  private static final int MAX_STATES = 1 << 20;
  private static final int MAX_ANSWERS = 1 << 18;

  private final int[][] next;
  private final int horizon;

  /**
   * @param next where each action of each state leads; copied
   * @throws IllegalArgumentException if there is no state, a state has no action, or an action
   *     leads neither to a higher state nor to {@link #END}
   */
  public TokenMdp(int[][] next) {
    if (next.length == 0) {
      throw new IllegalArgumentException("a token MDP needs at least one state");
    }
    this.next = new int[next.length][];
    for (int s = 0; s < next.length; s++) {
      requireForward(s, next[s], next.length);
      this.next[s] = next[s].clone();
    }
    this.horizon = horizon(this.next);
  }

  /** All answers of exactly {@code horizon} tokens. */
  public static TokenMdp fixedLength(int vocabulary, int horizon) {
    return tree(vocabulary, horizon, END);
  }

  /** All answers that end with token 0, or with any token at the horizon. */
  public static TokenMdp withEndToken(int vocabulary, int horizon) {
    return tree(vocabulary, horizon, 0);
  }

  private static TokenMdp tree(int vocabulary, int horizon, int endToken) {
    int growing = endToken == END ? vocabulary : vocabulary - 1;
    if (vocabulary < 1 || horizon < 1 || growing < 1 && horizon > 1) {
      throw new IllegalArgumentException(
          "a tree of vocabulary " + vocabulary + " and horizon " + horizon + " has no answers");
    }
    int inner = innerStates(growing, horizon - 1);
    int states = innerStates(growing, horizon);
    int[][] next = new int[states][vocabulary];
    int child = 1;
    for (int s = 0; s < states; s++) {
      for (int a = 0; a < vocabulary; a++) {
        next[s][a] = s < inner && a != endToken ? child++ : END;
      }
    }
    return new TokenMdp(next);
  }

  /** The number of prefixes shorter than {@code depth}. */
  private static int innerStates(int growing, int depth) {
    long level = 1;
    long sum = 0;
    for (int h = 0; h < depth; h++) {
      sum += level;
      level *= growing;
      if (sum > MAX_STATES) {
        throw new IllegalArgumentException("a tree of more than " + MAX_STATES + " states");
      }
    }
    return (int) sum;
  }

  private static void requireForward(int state, int[] next, int states) {
    if (next.length == 0) {
      throw new IllegalArgumentException("state " + state + " has no action");
    }
    for (int target : next) {
      if (target != END && (target <= state || target >= states)) {
        throw new IllegalArgumentException("state " + state + " leads to state " + target);
      }
    }
  }

  private static int horizon(int[][] next) {
    int[] longest = new int[next.length];
    for (int s = next.length - 1; s >= 0; s--) {
      for (int target : next[s]) {
        longest[s] = Math.max(longest[s], 1 + (target == END ? 0 : longest[target]));
      }
    }
    return longest[0];
  }

  /** The number of states. */
  public int states() {
    return next.length;
  }

  /** The number of actions of a state. */
  public int actions(int state) {
    return next[state].length;
  }

  /** The state that an action leads to, or {@link #END}. */
  public int next(int state, int action) {
    return next[state][action];
  }

  /** H, the length of the longest answer. */
  public int horizon() {
    return horizon;
  }

  /**
   * Every answer there is, in the order of their tokens.
   *
   * @throws IllegalStateException if there are too many to list
   */
  public List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    collect(0, 0, new int[horizon], new int[horizon], answers);
    return answers;
  }

  private void collect(int state, int depth, int[] states, int[] actions, List<Answer> into) {
    states[depth] = state;
    for (int a = 0; a < next[state].length; a++) {
      actions[depth] = a;
      if (next[state][a] != END) {
        collect(next[state][a], depth + 1, states, actions, into);
      } else if (into.size() == MAX_ANSWERS) {
        throw new IllegalStateException("more than " + MAX_ANSWERS + " answers");
      } else {
        into.add(new Answer(Arrays.copyOf(states, depth + 1), Arrays.copyOf(actions, depth + 1)));
      }
    }
  }

  /** A table of zeros of this MDP's shape. */
  public double[][] table() {
    double[][] table = new double[next.length][];
    Arrays.setAll(table, s -> new double[next[s].length]);
    return table;
  }

  /**
   * A copy of a table of this MDP's shape.
   *
   * @throws IllegalArgumentException if it has another
   */
  double[][] copyOf(double[][] table) {
    if (table.length != next.length) {
      throw new IllegalArgumentException(
          "a table of " + table.length + " states for an MDP of " + next.length);
    }
    double[][] copy = new double[table.length][];
    for (int s = 0; s < copy.length; s++) {
      if (table[s].length != next[s].length) {
        throw new IllegalArgumentException(
            "state " + s + " has " + next[s].length + " actions, the table " + table[s].length);
      }
      copy[s] = table[s].clone();
    }
    return copy;
  }
}

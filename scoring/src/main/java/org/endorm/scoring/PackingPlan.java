package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.endorm.reward.Trajectory;

/**
 * Which sequences are computed together: sequences in lexicographic order, so that those that begin
 * alike stand side by side, cut into packs of a bounded number of tokens.
 *
 * <p>Tokens that a sequence shares with its neighbour in the pack count once. A sequence longer
 * than the bound is a pack with whatever shares most of it. Packs become smaller towards the last,
 * so that the workers end at nearly the same time. The plan decides speed and memory, never
 * numbers.
 *
 * <p>Source: C. Polychronopoulos, D. Kuck, "Guided self-scheduling", IEEE Transactions on Computers
 * C-36 (12), 1987.
 */
public final class PackingPlan {
  /** Packs that each worker would have if all that remain were as large as the next. */
  private static final int PACKS_PER_WORKER = 2;

  /** Below this a pack no longer pays for what it costs to start one. */
  private static final int SMALL_PACK = 512;

  private static final int TIMES_SHARED = 5;

  private PackingPlan() {}

  /**
   * Plans.
   *
   * @param budget most tokens in a pack, unless more are needed to share a long beginning
   * @param workers how many packs are computed at the same time
   * @return packs of indexes into {@code sequences}, each in lexicographic order, the largest first
   */
  static List<int[]> plan(List<int[]> sequences, int budget, int workers) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(sequences::get, Arrays::compare))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] shared = new int[order.length];
    int[] cost = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      shared[i] =
          i == 0 ? 0 : Trajectory.shared(sequences.get(order[i - 1]), sequences.get(order[i]));
      cost[i] = sequences.get(order[i]).length - shared[i];
    }
    record Pack(int from, int to, long tokens) {}
    List<Pack> packs = new ArrayList<>();
    long remaining = Arrays.stream(cost).asLongStream().sum();
    int from = 0;
    while (from < order.length) {
      long even = remaining / ((long) PACKS_PER_WORKER * workers);
      long target = Math.min(budget, Math.max(SMALL_PACK, even));
      long tokens = sequences.get(order[from]).length;
      int to = from + 1;
      while (to < order.length && tokens + cost[to] <= Math.max(target, worthSharing(shared[to]))) {
        tokens += cost[to++];
      }
      packs.add(new Pack(from, to, tokens));
      remaining -= Arrays.stream(cost, from, to).asLongStream().sum();
      from = to;
    }
    return packs.stream()
        .sorted(Comparator.comparingLong(Pack::tokens).reversed())
        .map(pack -> Arrays.copyOfRange(order, pack.from(), pack.to()))
        .toList();
  }

  /**
   * The most tokens to compute together, whatever the bound, where the next sequence shares this
   * many: what is shared is repeated where packs are cut, so a fifth is wasted at most, and memory
   * is that of five such sequences.
   */
  public static long worthSharing(long shared) {
    return TIMES_SHARED * shared;
  }
}

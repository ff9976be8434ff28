package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sequences are computed together: sequences in lexicographic order, so that those that begin
 * alike stand side by side, cut into packs of a bounded number of tokens.
 *
 * <p>Tokens that a sequence shares with its neighbour in the pack count once. A sequence longer
 * than the bound is a pack of its own. The plan decides speed and memory, never numbers.
 */
final class PackingPlan {
  /** Packs for each worker to aim at, so that none waits long for the last. */
  private static final int PACKS_PER_WORKER = 4;

  /** Below this a pack no longer pays for what it costs to start one. */
  private static final int SMALL_PACK = 1024;

  private PackingPlan() {}

  /**
   * Plans.
   *
   * @param budget most tokens in a pack
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
    int[] cost = new int[order.length];
    long total = 0;
    for (int i = 0; i < order.length; i++) {
      int shared = i == 0 ? 0 : shared(sequences.get(order[i - 1]), sequences.get(order[i]));
      cost[i] = sequences.get(order[i]).length - shared;
      total += cost[i];
    }
    long even = total / ((long) PACKS_PER_WORKER * workers);
    int target = (int) Math.min(budget, Math.max(SMALL_PACK, even));
    return cut(sequences, order, cost, target);
  }

  private static List<int[]> cut(List<int[]> sequences, int[] order, int[] cost, int target) {
    record Pack(int from, int to, long tokens) {}
    List<Pack> packs = new ArrayList<>();
    int from = 0;
    long tokens = 0;
    for (int i = 0; i < order.length; i++) {
      if (i > from && tokens + cost[i] > target) {
        packs.add(new Pack(from, i, tokens));
        from = i;
      }
      tokens = i == from ? sequences.get(order[i]).length : tokens + cost[i];
    }
    if (from < order.length) {
      packs.add(new Pack(from, order.length, tokens));
    }
    return packs.stream()
        .sorted(Comparator.comparingLong(Pack::tokens).reversed())
        .map(pack -> Arrays.copyOfRange(order, pack.from(), pack.to()))
        .toList();
  }

  /** The number of first tokens that two sequences have in common. */
  static int shared(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }
}

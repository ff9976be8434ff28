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
 * <p>Tokens that a sequence shares with its neighbour in the pack count once; what it shares with
 * the last of the pack before is computed anew, so packs end where that is little for what they
 * hold. A sequence longer than the bound is a pack with whatever shares most of it. Packs may
 * differ in size and be fewer than workers: idle ones help with the blocks of others. The plan
 * decides speed and memory, never numbers.
 */
public final class PackingPlan {
  /** What any cut costs besides, in tokens: rows that only fill a block, and a pack's own calls. */
  private static final int CUT = 32;

  private static final int TIMES_SHARED = 5;

  private PackingPlan() {}

  /**
   * Plans.
   *
   * @param budget most tokens in a pack, unless more are needed to share a long beginning
   * @return packs of indexes into {@code sequences}, each in lexicographic order, the largest first
   */
  static List<int[]> plan(List<int[]> sequences, int budget) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(sequences::get, Arrays::compare))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] shared = new int[order.length + 1];
    int[] cost = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      shared[i] =
          i == 0 ? 0 : Trajectory.shared(sequences.get(order[i - 1]), sequences.get(order[i]));
      cost[i] = sequences.get(order[i]).length - shared[i];
    }
    List<Pack> packs = new ArrayList<>();
    for (int from = 0; from < order.length; from = packs.getLast().to()) {
      packs.add(next(from, shared, cost, budget));
    }
    return packs.stream()
        .sorted(Comparator.comparingLong(Pack::tokens).reversed())
        .map(pack -> Arrays.copyOfRange(order, pack.from(), pack.to()))
        .toList();
  }

  private record Pack(int from, int to, long tokens) {
    /** Tokens that are computed for each of its own because it ends where it does. */
    double waste(int sharedWithNext) {
      return (double) (CUT + sharedWithNext) / tokens;
    }
  }

  /** The pack from a sequence on that wastes least. */
  private static Pack next(int from, int[] shared, int[] cost, int budget) {
    Pack pack = new Pack(from, from + 1, (long) shared[from] + cost[from]);
    Pack best = pack;
    while (pack.to() < cost.length
        && pack.tokens() + cost[pack.to()] <= Math.max(budget, worthSharing(shared[pack.to()]))) {
      pack = new Pack(from, pack.to() + 1, pack.tokens() + cost[pack.to()]);
      if (pack.waste(shared[pack.to()]) <= best.waste(shared[best.to()])) {
        best = pack;
      }
    }
    return best;
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

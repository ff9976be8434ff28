package org.endorm.engine.decoder;

import java.util.Arrays;

/**
 * The choice of experts by their scores, each token for itself; among equals the first wins.
 *
 * @param experts how many there are
 */
record ExpertChoice(Routing routing, int experts) {
  /**
   * Chooses.
   *
   * @param scores shape [n, experts]
   * @return shape [n, chosen]
   */
  int[][] of(float[] scores) {
    int[][] chosen = new int[scores.length / experts][];
    for (int row = 0; row < chosen.length; row++) {
      float[] own = Arrays.copyOfRange(scores, row * experts, (row + 1) * experts);
      if (routing.groups() > 1) {
        closeGroups(own);
      }
      chosen[row] = best(own, routing.chosen());
    }
    return chosen;
  }

  private void closeGroups(float[] scores) {
    int size = experts / routing.groups();
    float[] ranks = new float[routing.groups()];
    for (int group = 0; group < ranks.length; group++) {
      ranks[group] = rank(Arrays.copyOfRange(scores, group * size, (group + 1) * size));
    }
    int[] open = best(ranks, routing.openGroups());
    for (int expert = 0; expert < scores.length; expert++) {
      int group = expert / size;
      if (Arrays.stream(open).noneMatch(g -> g == group)) {
        scores[expert] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private float rank(float[] scores) {
    Arrays.sort(scores);
    float best = scores[scores.length - 1];
    return switch (routing.groupRank()) {
      case BEST -> best;
      case SUM_OF_BEST_TWO -> scores.length == 1 ? best : best + scores[scores.length - 2];
    };
  }

  /** Indexes of the highest, highest first. */
  private static int[] best(float[] scores, int count) {
    int[] best = new int[Math.min(count, scores.length)];
    boolean[] taken = new boolean[scores.length];
    for (int place = 0; place < best.length; place++) {
      int highest = -1;
      for (int i = 0; i < scores.length; i++) {
        if (!taken[i] && (highest < 0 || Float.compare(scores[i], scores[highest]) > 0)) {
          highest = i;
        }
      }
      best[place] = highest;
      taken[highest] = true;
    }
    return best;
  }
}

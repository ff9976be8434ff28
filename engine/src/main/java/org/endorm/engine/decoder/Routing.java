package org.endorm.engine.decoder;

import org.jspecify.annotations.Nullable;

/**
 * Which experts a token is given to, and with what weights.
 *
 * @param chosen experts for each token
 * @param score how the router's outputs become scores
 * @param bias shape [experts], added to the scores for the choice only; null for none
 * @param groups experts lie in so many groups of neighbours, of which only the best are open; 1
 *     where all are
 * @param openGroups groups open to a token
 * @param groupRank what a group is judged by
 * @param normalised whether the weights of the chosen are made to add up to 1
 * @param factor on the weights
 */
public record Routing(
    int chosen,
    Score score,
    @Nullable WeightRef bias,
    int groups,
    int openGroups,
    GroupRank groupRank,
    boolean normalised,
    double factor) {
  /** How the router's outputs become scores. */
  public enum Score {
    /** Over all experts. */
    SOFTMAX,
    /** Each for itself. */
    SIGMOID
  }

  /** What a group of experts is judged by. */
  public enum GroupRank {
    BEST,
    SUM_OF_BEST_TWO
  }

  public Routing {
    if (chosen < 1 || groups < 1 || openGroups < 1 || openGroups > groups) {
      throw new IllegalArgumentException(
          chosen + " experts of " + openGroups + " of " + groups + " groups");
    }
  }

  /** The same, with a bias on the scores for the choice. */
  public Routing withBias(WeightRef added) {
    return new Routing(chosen, score, added, groups, openGroups, groupRank, normalised, factor);
  }

  /** The usual case: the best by softmax, weighted by it or by their shares in it. */
  public static Routing softmax(int chosen, boolean normalised) {
    return new Routing(chosen, Score.SOFTMAX, null, 1, 1, GroupRank.BEST, normalised, 1);
  }
}

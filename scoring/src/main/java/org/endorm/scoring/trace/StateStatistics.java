package org.endorm.scoring.trace;

/**
 * What the logits of the states along one response say besides V and the chosen logit: their mean,
 * the policy's entropy, the largest of them.
 *
 * <p>State t is the prefix before response token t, as in {@link org.endorm.reward.SoftQTrace}.
 *
 * @param meanQ shape [T], the mean over the vocabulary of the raw logits Q(s_t, ·)
 * @param entropy shape [T], −Σ_a π(a|s_t)·log π(a|s_t) of π = softmax(Q/α), in nats
 * @param topIds shape [T][k], the ids of the k largest logits, largest first, the lower id first of
 *     equals
 * @param topQ shape [T][k], their raw logits
 */
public record StateStatistics(double[] meanQ, double[] entropy, int[][] topIds, double[][] topQ) {
  public StateStatistics {
    if (meanQ.length == 0
        || entropy.length != meanQ.length
        || topIds.length != meanQ.length
        || topQ.length != meanQ.length) {
      throw new IllegalArgumentException(
          "statistics need one entry for each of at least one state");
    }
  }

  /** T, the number of states. */
  public int length() {
    return meanQ.length;
  }
}

package org.endorm.engine.decoder;

/**
 * The answers to the readouts of a forest, with what else their logits say.
 *
 * @param values Q and V, to the bit as without the rest
 * @param meanQ shape [n], the mean of the raw logits over the vocabulary
 * @param entropy shape [n], of π = softmax(Q/α), in nats
 * @param topIds shape [n][k], the ids of the largest logits, the lower id first of equals
 * @param topQ shape [n][k], these logits
 */
public record ObservedStatistics(
    LogitStatistics values, double[] meanQ, double[] entropy, int[][] topIds, double[][] topQ) {}

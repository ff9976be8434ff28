package org.endorm.engine.decoder;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Tensors;

/**
 * The mean logit, the policy's entropy and the largest logits of each row, joined from tiles in
 * float64.
 *
 * <p>Two parts of a vocabulary with weights w = Z_part/Z have together the entropy Σ w·(H_part −
 * log w).
 */
final class StateObserver implements TileObserver {
  private final int vocabulary;
  private final double[] sum;
  private final double[] logZ;
  private final double[] entropy;
  private final int[][] topIds;
  private final double[][] topQ;

  /**
   * @param top how many of the largest logits to tell
   */
  StateObserver(int rows, int vocabulary, int top) {
    if (top < 0 || top > vocabulary) {
      throw new IllegalArgumentException("there are no " + top + " largest of " + vocabulary);
    }
    this.vocabulary = vocabulary;
    this.sum = new double[rows];
    this.logZ = new double[rows];
    Arrays.fill(logZ, Double.NEGATIVE_INFINITY);
    this.entropy = new double[rows];
    this.topIds = new int[rows][top];
    this.topQ = new double[rows][top];
    for (double[] q : topQ) {
      Arrays.fill(q, Double.NEGATIVE_INFINITY);
    }
  }

  @Override
  public void read(LogitTile tile) {
    addSums(tile);
    joinEntropies(tile);
    if (topIds[tile.row()].length > 0) {
      float[] values = Tensors.floats(tile.logits());
      int width = tile.width();
      for (int i = 0; i < tile.count(); i++) {
        int row = tile.row() + i;
        keepLargest(values, i * width, width, tile.from(), topIds[row], topQ[row]);
      }
    }
  }

  private void addSums(LogitTile tile) {
    float[] means = Tensors.floats(tile.logits().mean(1L));
    for (int i = 0; i < tile.count(); i++) {
      sum[tile.row() + i] += (double) means[i] * tile.width();
    }
  }

  private void joinEntropies(LogitTile tile) {
    Tensor logs = tile.scaled().sub(tile.logZ());
    float[] parts = Tensors.floats(logs.exp().mul_(logs).sum(1L));
    float[] logZs = Tensors.floats(tile.logZ());
    for (int i = 0; i < tile.count(); i++) {
      join(tile.row() + i, logZs[i], -parts[i]);
    }
  }

  private void join(int row, double otherLogZ, double otherEntropy) {
    double high = Math.max(logZ[row], otherLogZ);
    double all = high + Math.log1p(Math.exp(Math.min(logZ[row], otherLogZ) - high));
    entropy[row] = part(logZ[row] - all, entropy[row]) + part(otherLogZ - all, otherEntropy);
    logZ[row] = all;
  }

  private static double part(double logWeight, double entropy) {
    double weight = Math.exp(logWeight);
    return weight == 0 ? 0 : weight * (entropy - logWeight);
  }

  /** The lower id stays in front of equals, since ids come in ascending order. */
  private static void keepLargest(
      float[] values, int start, int width, int from, int[] ids, double[] q) {
    int last = ids.length - 1;
    for (int column = 0; column < width; column++) {
      float value = values[start + column];
      if (value > q[last]) {
        int place = last;
        for (; place > 0 && value > q[place - 1]; place--) {
          q[place] = q[place - 1];
          ids[place] = ids[place - 1];
        }
        q[place] = value;
        ids[place] = from + column;
      }
    }
  }

  double meanQ(int row) {
    return sum[row] / vocabulary;
  }

  double entropy(int row) {
    return entropy[row];
  }

  int[] topIds(int row) {
    return topIds[row];
  }

  double[] topQ(int row) {
    return topQ[row];
  }
}

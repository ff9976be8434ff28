package org.endorm.engine.decoder;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Tensors;

/**
 * The mean logit, the policy's entropy and the largest logits of each row, joined from tiles in
 * float64.
 *
 * <p>Two parts of a vocabulary with weights w = Z_part/Z have together the entropy Σ w·(H_part −
 * log w).
 */
final class StateObserver implements TileObserver {
  private final double alpha;
  private final int vocabulary;
  private final double[] sum;
  private final double[] logZ;
  private final double[] entropy;
  private final int[][] topIds;
  private final double[][] topQ;

  /**
   * @param top how many of the largest logits to tell
   */
  StateObserver(int rows, int vocabulary, double alpha, int top) {
    if (top < 0 || top > vocabulary) {
      throw new IllegalArgumentException("there are no " + top + " largest of " + vocabulary);
    }
    this.alpha = alpha;
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
  public void read(Tensor logits, int row, int count, int from) {
    addSums(logits, row, count);
    joinEntropies(logits, row, count);
    if (topIds[row].length > 0) {
      float[] values = Tensors.floats(logits);
      int width = values.length / Math.toIntExact(logits.size(0));
      for (int i = 0; i < count; i++) {
        keepLargest(values, i * width, width, from, topIds[row + i], topQ[row + i]);
      }
    }
  }

  private void addSums(Tensor logits, int row, int count) {
    float[] means = Tensors.floats(logits.mean(1L));
    for (int i = 0; i < count; i++) {
      sum[row + i] += (double) means[i] * logits.size(1);
    }
  }

  private void joinEntropies(Tensor logits, int row, int count) {
    Tensor scaled = alpha == 1 ? logits : logits.div(new Scalar(alpha));
    Tensor values = torch.logsumexp(scaled, new long[] {1}, true);
    Tensor logs = scaled.sub(values);
    float[] parts = Tensors.floats(logs.exp().mul_(logs).sum(1L));
    float[] logZs = Tensors.floats(values);
    for (int i = 0; i < count; i++) {
      join(row + i, logZs[i], -parts[i]);
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

package org.endorm.engine.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A matrix rounded to 8-bit integers, each row by a scale of its own: x ≈ scales · integers, the
 * largest number of a row being 127 or −127.
 *
 * @param integers shape [rows, columns], whole numbers in float32
 * @param scales shape [rows, 1], float32; not finite where a number of the row is not
 */
public record Int8Rows(Tensor integers, Tensor scales) {
  static final float LARGEST = 127;

  /** So that a row of zeros has a scale; below it float32 loses digits. */
  static final float SMALLEST_SCALE = Float.MIN_NORMAL;

  /** Rounds a matrix of shape [rows, columns], float32; belongs to the innermost scope. */
  public static Int8Rows of(Tensor x) {
    Tensor largest = TensorScope.tidy(() -> x.abs().amax(new long[] {1}, true));
    Tensor scales = largest.div_(new Scalar(LARGEST)).clamp_min_(new Scalar(SMALLEST_SCALE));
    return new Int8Rows(x.div(scales).round_(), scales);
  }
}

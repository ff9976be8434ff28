package org.endorm.engine.decoder;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.RowKernels;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * Cosine and sine of every token's rotation, and the rotation itself.
 *
 * <p>Angles are products in float32, as the reference implementation computes them: at large
 * positions the rounding of the product is part of the model.
 */
final class RopeTable implements AutoCloseable {
  private final Rope.Rotary rope;
  private final Tensor cosine;
  private final Tensor sine;

  /**
   * @param positions position of each row of the pack, shape [n]
   * @param length which frequencies these rows take
   */
  RopeTable(Rope.Rotary rope, int[] positions, Forest.RowLength length) {
    this.rope = rope;
    float[] frequencies =
        switch (length) {
          case SHORT -> rope.frequencies();
          case LONG -> rope.longFrequencies();
        };
    int half = frequencies.length;
    float[] cos = new float[positions.length * half];
    float[] sin = new float[positions.length * half];
    for (int row = 0, i = 0; row < positions.length; row++) {
      for (int pair = 0; pair < half; pair++, i++) {
        float angle = positions[row] * frequencies[pair];
        cos[i] = (float) (Math.cos(angle) * rope.scale());
        sin[i] = (float) (Math.sin(angle) * rope.scale());
      }
    }
    this.cosine = TensorScope.keep(Tensors.of(cos, positions.length, 1, half));
    this.sine = TensorScope.keep(Tensors.of(sin, positions.length, 1, half));
  }

  /**
   * Turns queries or keys by their positions, in place.
   *
   * @param x shape [n, heads, headDim]; what follows the coordinates that turn stays
   * @param row the number of its first row in the pack
   */
  void turn(Tensor x, int row) {
    Tensor cos = cosine.narrow(0, row, x.size(0));
    Tensor sin = sine.narrow(0, row, x.size(0));
    Tensor turned = x.narrow(2, 0, rope.dims());
    long half = rope.dims() / 2;
    switch (rope.pairing()) {
      case HALVES -> {
        if (GradMode.is_enabled() || !RowKernels.canTurn(turned, cos)) {
          turn(turned.narrow(2, 0, half), turned.narrow(2, half, half), cos, sin);
        } else {
          RowKernels.turn(turned, cos, sin);
        }
      }
      case NEIGHBOURS -> {
        Tensor pairs = turned.view(x.size(0), x.size(1), half, 2);
        turn(pairs.select(3, 0), pairs.select(3, 1), cos, sin);
      }
    }
  }

  private static void turn(Tensor first, Tensor second, Tensor cos, Tensor sin) {
    Tensor across = first.mul(sin);
    first.mul_(cos).addcmul_(second, sin, new Scalar(-1));
    second.mul_(cos).add_(across);
  }

  @Override
  public void close() {
    cosine.close();
    sine.close();
  }
}

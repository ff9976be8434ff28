package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
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
   * Turns queries or keys by their positions.
   *
   * @param x shape [n, heads, headDim]
   * @param row the number of its first row in the pack
   */
  Tensor rotate(Tensor x, int row) {
    Tensor cos = cosine.narrow(0, row, x.size(0));
    Tensor sin = sine.narrow(0, row, x.size(0));
    long width = x.size(2);
    long half = rope.dims() / 2;
    Tensor turned = x.narrow(2, 0, 2 * half);
    Tensor rotated =
        switch (rope.pairing()) {
          case HALVES -> halves(turned, half, cos, sin);
          case NEIGHBOURS -> neighbours(turned, half, cos, sin);
        };
    if (2 * half == width) {
      return rotated;
    }
    Tensor passed = x.narrow(2, 2 * half, width - 2 * half);
    return torch.cat(new TensorVector(rotated, passed), 2);
  }

  private static Tensor halves(Tensor x, long half, Tensor cos, Tensor sin) {
    Tensor first = x.narrow(2, 0, half);
    Tensor second = x.narrow(2, half, half);
    return torch.cat(
        new TensorVector(left(first, second, cos, sin), right(first, second, cos, sin)), 2);
  }

  private static Tensor neighbours(Tensor x, long half, Tensor cos, Tensor sin) {
    Tensor pairs = x.reshape(x.size(0), x.size(1), half, 2);
    Tensor first = pairs.select(3, 0);
    Tensor second = pairs.select(3, 1);
    Tensor turned =
        torch.stack(
            new TensorVector(left(first, second, cos, sin), right(first, second, cos, sin)), 3);
    return turned.reshape(x.size(0), x.size(1), 2 * half);
  }

  private static Tensor left(Tensor first, Tensor second, Tensor cos, Tensor sin) {
    return first.mul(cos).sub(second.mul(sin));
  }

  private static Tensor right(Tensor first, Tensor second, Tensor cos, Tensor sin) {
    return second.mul(cos).add(first.mul(sin));
  }

  @Override
  public void close() {
    cosine.close();
    sine.close();
  }
}

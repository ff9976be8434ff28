package org.endorm.engine.model;

import org.endorm.engine.decoder.Norm;

/** The kind of norm that a family uses throughout. */
interface Norms {
  /** The norm whose weights are named {@code at.weight} (and {@code at.bias}). */
  Norm of(String at, int width);

  /**
   * RMS norms.
   *
   * @param offset 1 where the checkpoint stores w − 1
   */
  static Norms rms(WeightNames names, double epsilon, double offset) {
    return (at, width) -> new Norm.Rms(names.weight(at + ".weight"), width, epsilon, offset);
  }

  /** Layer norms with a bias. */
  static Norms layer(WeightNames names, double epsilon, double offset) {
    return (at, width) ->
        new Norm.Layer(
            names.weight(at + ".weight"), names.weight(at + ".bias"), width, epsilon, offset);
  }

  /** Layer norms without a bias. */
  static Norms unbiasedLayer(WeightNames names, double epsilon) {
    return (at, width) -> new Norm.Layer(names.weight(at + ".weight"), null, width, epsilon, 0);
  }
}

package org.endorm.engine.decoder;

import org.jspecify.annotations.Nullable;

/** How a vector is normalised before or after a part of a layer. */
public sealed interface Norm {
  /** x unchanged. */
  record None() implements Norm {}

  /**
   * x / √(mean(x²) + ε) · (w + offset).
   *
   * @param weight shape [width], null for none
   * @param offset 0, or 1 where the checkpoint stores w − 1
   */
  record Rms(@Nullable WeightRef weight, int width, double epsilon, double offset)
      implements Norm {}

  /**
   * (x − mean) / √(var + ε) · (w + offset) + b.
   *
   * @param weight shape [width], null for none
   * @param bias shape [width], null for none
   */
  record Layer(
      @Nullable WeightRef weight,
      @Nullable WeightRef bias,
      int width,
      double epsilon,
      double offset)
      implements Norm {}

  /**
   * (x − mean) / √(var + ε) · w, each head with a w of its own.
   *
   * @param weight shape [heads, width]
   */
  record PerHead(WeightRef weight, int heads, int width, double epsilon) implements Norm {}

  Norm NONE = new None();
}

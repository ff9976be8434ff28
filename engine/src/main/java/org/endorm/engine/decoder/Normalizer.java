package org.endorm.engine.decoder;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.RowKernels;
import org.jspecify.annotations.Nullable;

/** A {@link Norm} with its numbers; float32 in, float32 out, over the last dimension. */
interface Normalizer {
  Normalizer NONE = x -> x;

  Tensor apply(Tensor x);

  static Normalizer of(Norm norm, Weights weights) {
    return switch (norm) {
      case Norm.None none -> NONE;
      case Norm.Rms rms -> rms(rms, weights);
      case Norm.Layer layer -> layer(layer, weights);
      case Norm.PerHead heads -> perHead(heads, weights);
    };
  }

  private static Normalizer rms(Norm.Rms norm, Weights weights) {
    Tensor weight = scale(norm.weight(), norm.width(), norm.offset(), weights);
    long[] shape = {norm.width()};
    if (weight == null) {
      return x -> torch.rms_norm(x, shape, optional(null), new DoubleOptional(norm.epsilon()));
    }
    RowKernels.RmsNorm kernel = new RowKernels.RmsNorm(norm.width(), norm.epsilon());
    return x ->
        GradMode.is_enabled() || !RowKernels.fit(x)
            ? torch.rms_norm(x, shape, optional(weight), new DoubleOptional(norm.epsilon()))
            : kernel.apply(x, weight);
  }

  private static Normalizer layer(Norm.Layer norm, Weights weights) {
    Tensor weight = scale(norm.weight(), norm.width(), norm.offset(), weights);
    Tensor bias = scale(norm.bias(), norm.width(), 0, weights);
    long[] shape = {norm.width()};
    return x -> torch.layer_norm(x, shape, optional(weight), optional(bias), norm.epsilon(), false);
  }

  private static Normalizer perHead(Norm.PerHead norm, Weights weights) {
    Tensor weight = weights.vector(norm.weight(), norm.heads(), norm.width());
    long[] shape = {norm.width()};
    TensorOptional none = new TensorOptional();
    return x -> torch.layer_norm(x, shape, none, none, norm.epsilon(), false).mul(weight);
  }

  private static @Nullable Tensor scale(
      @Nullable WeightRef ref, int width, double offset, Weights weights) {
    if (ref == null) {
      return null;
    }
    return weights.vector(offset == 0 ? ref : new WeightRef.Plus(ref, offset), width);
  }

  private static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }
}

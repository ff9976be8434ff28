package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.OneDnn;

/** The pointwise function inside an MLP. */
public enum Activation {
  SILU(OneDnn.Pointwise.SILU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.silu(x);
    }
  },
  /** x·Φ(x), by the error function. */
  GELU(OneDnn.Pointwise.GELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.gelu(x);
    }
  },
  /** The tanh approximation of GELU. */
  GELU_TANH(OneDnn.Pointwise.GELU_TANH) {
    @Override
    Tensor apply(Tensor x) {
      return torch.gelu(x, "tanh");
    }
  },
  RELU(OneDnn.Pointwise.RELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.relu(x);
    }
  },
  /** max(x, 0)². */
  RELU_SQUARED(OneDnn.Pointwise.RELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.relu(x).square();
    }

    @Override
    Tensor of(OneDnn.Product product) {
      return super.of(product).square();
    }
  };

  private final OneDnn.Pointwise pointwise;

  Activation(OneDnn.Pointwise pointwise) {
    this.pointwise = pointwise;
  }

  abstract Tensor apply(Tensor x);

  /** The same of a product that is yet to be computed. */
  Tensor of(OneDnn.Product product) {
    return product.of(pointwise);
  }
}

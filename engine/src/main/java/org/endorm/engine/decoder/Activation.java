package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Product;

/** The pointwise function inside an MLP. */
public enum Activation {
  SILU(Product.Pointwise.SILU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.silu(x);
    }
  },
  /** x·Φ(x), by the error function. */
  GELU(Product.Pointwise.GELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.gelu(x);
    }
  },
  /** The tanh approximation of GELU. */
  GELU_TANH(Product.Pointwise.GELU_TANH) {
    @Override
    Tensor apply(Tensor x) {
      return torch.gelu(x, "tanh");
    }
  },
  RELU(Product.Pointwise.RELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.relu(x);
    }
  },
  /** max(x, 0)². */
  RELU_SQUARED(Product.Pointwise.RELU) {
    @Override
    Tensor apply(Tensor x) {
      return torch.relu(x).square();
    }

    @Override
    Tensor of(Product product) {
      return super.of(product).square();
    }
  };

  private final Product.Pointwise pointwise;

  Activation(Product.Pointwise pointwise) {
    this.pointwise = pointwise;
  }

  abstract Tensor apply(Tensor x);

  /** The same of a product that is yet to be computed. */
  Tensor of(Product product) {
    return product.apply(pointwise);
  }
}

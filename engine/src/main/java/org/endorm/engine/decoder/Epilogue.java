package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Product;

/** What becomes of the rows of a matrix product where they are written, without another pass. */
sealed interface Epilogue {
  Epilogue NONE = new None();

  static Epilogue plus(Tensor other) {
    return new With(Product.Join.PLUS, other);
  }

  static Epilogue times(Tensor other) {
    return new With(Product.Join.TIMES, other);
  }

  /** The same after the product; shape [n, out] to [n, out]. */
  Tensor apply(Tensor product);

  /** Product of one block, bias and this in one call. */
  Tensor multiply(Product product);

  /** This for some of the rows. */
  default Epilogue rows(long from, long count) {
    return this;
  }

  /** The product as it is. */
  record None() implements Epilogue {
    @Override
    public Tensor apply(Tensor product) {
      return product;
    }

    @Override
    public Tensor multiply(Product product) {
      return product.apply(Product.Pointwise.IDENTITY);
    }
  }

  /** A function of each number. */
  record Of(Activation function) implements Epilogue {
    @Override
    public Tensor apply(Tensor product) {
      return function.apply(product);
    }

    @Override
    public Tensor multiply(Product product) {
      return function.of(product);
    }
  }

  /**
   * The sum, or the product number by number, with another matrix.
   *
   * @param other shape [n, out]
   */
  record With(Product.Join join, Tensor other) implements Epilogue {
    @Override
    public Tensor apply(Tensor product) {
      return join.apply(product, other);
    }

    @Override
    public Tensor multiply(Product product) {
      return product.with(join, other);
    }

    @Override
    public Epilogue rows(long from, long count) {
      return new With(join, other.narrow(0, from, count));
    }
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** An {@link Mlp} with its numbers. */
interface MlpPart {
  /**
   * @param x shape [n, hidden]
   * @param epilogue what becomes of the result
   * @param crew helps where x is more than a block
   * @return shape [n, hidden]
   */
  Tensor apply(Tensor x, Epilogue epilogue, Crew crew);

  static MlpPart of(Mlp mlp, Weights weights) {
    return switch (mlp) {
      case Mlp.Gated gated -> gated(gated, weights);
      case Mlp.Plain plain -> plain(plain, weights);
      case Mlp.Clamped clamped -> clamped(clamped, weights);
      case Mlp.Mixture mixture -> new MixturePart(mixture, weights);
    };
  }

  private static MlpPart gated(Mlp.Gated mlp, Weights weights) {
    Linear gate = Linear.robust(mlp.gate(), weights);
    Linear up = Linear.robust(mlp.up(), weights);
    Linear down = Linear.of(mlp.down(), weights);
    Epilogue activation = new Epilogue.Of(mlp.activation());
    return (x, epilogue, crew) -> {
      Tensor gated = up.apply(x, Epilogue.times(gate.apply(x, activation)));
      return down.apply(gated, epilogue);
    };
  }

  private static MlpPart clamped(Mlp.Clamped mlp, Weights weights) {
    Linear gate = Linear.robust(mlp.gate(), weights);
    Linear up = Linear.robust(mlp.up(), weights);
    Linear down = Linear.of(mlp.down(), weights);
    ScalarOptional high = new ScalarOptional(new Scalar(mlp.limit()));
    ScalarOptional low = new ScalarOptional(new Scalar(-mlp.limit()));
    return (x, epilogue, crew) -> {
      Tensor g = torch.clamp(gate.apply(x), new ScalarOptional(), high);
      Tensor u = torch.clamp(up.apply(x), low, high);
      Tensor gated = g.mul(g.mul(new Scalar(mlp.slope())).sigmoid());
      return down.apply(gated.mul(u.add(new Scalar(1))), epilogue);
    };
  }

  private static MlpPart plain(Mlp.Plain mlp, Weights weights) {
    Linear up = Linear.robust(mlp.up(), weights);
    Linear down = Linear.of(mlp.down(), weights);
    Epilogue activation = new Epilogue.Of(mlp.activation());
    return (x, epilogue, crew) -> down.apply(up.apply(x, activation), epilogue);
  }
}

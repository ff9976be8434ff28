package org.endorm.engine.decoder;

/**
 * One layer of a decoder: attention and MLP, each between two norms, added to the residual stream.
 *
 * @param wiring whether the MLP sees what attention added
 * @param residualMultiplier factor on what attention and MLP add
 */
public record Layer(
    Wiring wiring,
    Norm preAttention,
    Attention attention,
    Norm postAttention,
    Norm preMlp,
    Mlp mlp,
    Norm postMlp,
    double residualMultiplier) {
  /** How attention and MLP of a layer lie to each other. */
  public enum Wiring {
    /** h = x + attention(x); y = h + mlp(h). */
    SEQUENTIAL,
    /** y = x + attention(x) + mlp(x). */
    PARALLEL
  }

  public Layer {
    if (wiring == Wiring.PARALLEL && mlp instanceof Mlp.Mixture) {
      throw new IllegalArgumentException("a mixture is computed after attention");
    }
  }

  /** Attention and MLP side by side, with norms before them, or one norm for both. */
  public static Layer parallel(Norm preAttention, Attention attention, Norm preMlp, Mlp mlp) {
    return new Layer(
        Wiring.PARALLEL, preAttention, attention, Norm.NONE, preMlp, mlp, Norm.NONE, 1);
  }

  /** The common case: norms before attention and MLP, one after the other. */
  public static Layer preNorm(Norm preAttention, Attention attention, Norm preMlp, Mlp mlp) {
    return new Layer(
        Wiring.SEQUENTIAL, preAttention, attention, Norm.NONE, preMlp, mlp, Norm.NONE, 1);
  }
}

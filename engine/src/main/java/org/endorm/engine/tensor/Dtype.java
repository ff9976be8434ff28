package org.endorm.engine.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format in which a model's matrix products are computed; sums are always float32. */
public enum Dtype {
  /** Weights and activations in float32. */
  FLOAT32("float32", ScalarType.Float),
  /**
   * Weights and the operands of every matrix product in bfloat16, the residual stream in float32.
   */
  BFLOAT16("bfloat16", ScalarType.BFloat16);

  private final String label;
  private final ScalarType scalarType;

  Dtype(String label, ScalarType scalarType) {
    this.label = label;
    this.scalarType = scalarType;
  }

  /** The name a user types and reads. */
  public String label() {
    return label;
  }

  public ScalarType scalarType() {
    return scalarType;
  }

  /**
   * The type in which the operands of products meet: float32, too, where the processor has no units
   * for bfloat16.
   */
  public ScalarType operandType() {
    return this == BFLOAT16 && Processor.multipliesBfloat16() ? scalarType : ScalarType.Float;
  }

  /** Bytes of an operand. */
  public int operandBytes() {
    return operandType() == ScalarType.Float ? Float.BYTES : Short.BYTES;
  }

  /** bfloat16 where the processor multiplies in it, else float32. */
  public static Dtype auto() {
    return Processor.multipliesBfloat16() ? BFLOAT16 : FLOAT32;
  }
}

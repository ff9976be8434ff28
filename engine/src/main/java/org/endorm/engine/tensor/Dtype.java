package org.endorm.engine.tensor;

import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The number format in which a model's matrix products are computed; sums are never narrower than
 * 32 bits.
 */
public enum Dtype {
  /** Weights and activations in float32. */
  FLOAT32("float32", ScalarType.Float, TileFormat.FLOAT32, new Cost(0.00003, 0.00010)),
  /**
   * Weights and the operands of every matrix product in bfloat16, the residual stream and all sums
   * in float32.
   */
  BFLOAT16("bfloat16", ScalarType.BFloat16, TileFormat.BFLOAT16, new Cost(0.055, 0.43)),
  /**
   * Gates, what they let through, and attention's outputs in 8-bit integers, rounded by {@link
   * Int8Rows}; the others as {@link #delicate} says.
   */
  INT8("int8", ScalarType.Float, TileFormat.INT8, new Cost(0.370, 2.36));

  /**
   * How far 7,736 token rewards of one model were from those of the reference implementation in
   * float32 ({@code tools/golden_error.py}).
   */
  public record Cost(double mean, double largest) {
    public static final String MODEL = "SmolLM2-135M-Instruct";
  }

  private final String label;
  private final ScalarType scalarType;
  private final TileFormat tiles;
  private final Cost cost;

  Dtype(String label, ScalarType scalarType, TileFormat tiles, Cost cost) {
    this.label = label;
    this.scalarType = scalarType;
    this.tiles = tiles;
    this.cost = cost;
  }

  /** The name a user types and reads. */
  public String label() {
    return label;
  }

  /** What tells one computation from another: the delicate products' format too. */
  @Override
  public String toString() {
    return delicate() == this ? label : label + "+" + delicate();
  }

  /** What it was measured to cost. */
  public Cost cost() {
    return cost;
  }

  /** The type in which weights are read. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** The format of products that do not bear this one: another for {@link #INT8} alone. */
  public Dtype delicate() {
    return this == INT8 ? auto() : this;
  }

  /**
   * The type in which the operands of products meet: float32, too, where the processor has no units
   * for bfloat16 or 8-bit integers.
   */
  public ScalarType operandType() {
    return switch (this) {
      case FLOAT32 -> ScalarType.Float;
      case BFLOAT16 -> Processor.multipliesBfloat16() ? ScalarType.BFloat16 : ScalarType.Float;
      case INT8 -> Processor.multipliesInt8() ? ScalarType.Char : ScalarType.Float;
    };
  }

  /** The tiles that multiply it, their operands rounded by them; empty where none do. */
  public Optional<TileFormat> tiles() {
    return Optional.of(tiles).filter(TileFormat::isPreferred);
  }

  /** Bytes of an operand. */
  public int operandBytes() {
    return switch (operandType()) {
      case Char -> Byte.BYTES;
      case BFloat16 -> Short.BYTES;
      default -> Float.BYTES;
    };
  }

  /** bfloat16 where the processor multiplies in it, else float32. */
  public static Dtype auto() {
    return Processor.multipliesBfloat16() ? BFLOAT16 : FLOAT32;
  }
}

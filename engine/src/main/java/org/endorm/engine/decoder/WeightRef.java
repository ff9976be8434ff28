package org.endorm.engine.decoder;

import java.util.List;
import org.endorm.engine.checkpoint.GptqWeight.ZeroFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a weight comes from: a tensor of the checkpoint by its name there, or a part or rearrangement
 * of another weight, since checkpoints fuse, transpose and permute what a decoder wants apart.
 */
public sealed interface WeightRef {
  /** The name of the stored tensor at the bottom. */
  String name();

  static WeightRef of(String name) {
    return new Stored(name);
  }

  /** Rows {@code [from, from + count)} of this weight. */
  default WeightRef rows(long from, long count) {
    return new Rows(this, from, count);
  }

  /** Columns become rows. */
  default WeightRef transposed() {
    return this instanceof Transposed(WeightRef of) ? of : new Transposed(this);
  }

  /** The whole tensor, as it is named in the checkpoint. */
  record Stored(String name) implements WeightRef {}

  /** A range of the first dimension. */
  record Rows(WeightRef of, long from, long count) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /** A matrix stored as [in, out] that is wanted as [out, in]. */
  record Transposed(WeightRef of) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /**
   * One of several projections that are fused head by head: rows {@code [part·d, (part+count)·d)} of
   * every head's {@code parts·d} rows.
   */
  record HeadPart(WeightRef of, int heads, int parts, int part, int count) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /**
   * Rows that GGUF stores pair by pair (x₀, x_{d/2}, x₁, …) for each head, wanted half by half.
   */
  record Unpaired(WeightRef of, int heads) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /**
   * Rows that lie as all queries, all keys, all values, wanted group by group: the {@code perGroup}
   * queries of a group of heads, then its key, then its value.
   */
  record Interleaved(WeightRef of, int groups, int perGroup) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /**
   * What lifts keys and values from a latent vector, wanted head by head as [heads · (keys +
   * values), latent].
   *
   * @param keys stored as [heads, latent, keys]
   * @param values stored as [heads, values, latent]
   */
  record LatentUp(WeightRef keys, WeightRef values) implements WeightRef {
    @Override
    public String name() {
      return keys.name();
    }
  }

  /** A weight that is stored with a constant added. */
  record Plus(WeightRef of, double constant) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }

  /** Several weights of one shape, under a new first dimension. */
  record Stack(List<WeightRef> of) implements WeightRef {
    public Stack {
      of = List.copyOf(of);
    }

    @Override
    public String name() {
      return of.getFirst().name();
    }
  }

  /**
   * A matrix of four-bit floats, 32 to a shared exponent: {@code blocks} of shape [rows, groups, 16],
   * two numbers to a byte, the low half first, and {@code scales} of shape [rows, groups].
   *
   * <p>Source: OCP Microscaling Formats (MX) Specification, FP4 E2M1 with E8M0 scales.
   */
  record Mxfp4(WeightRef blocks, WeightRef scales) implements WeightRef {
    @Override
    public String name() {
      return blocks.name();
    }
  }

  /**
   * The weight of a linear layer in four bits as GPTQ stores it; see {@link
   * org.endorm.engine.checkpoint.GptqWeight}.
   *
   * @param layer its name, to which the names of the parts are added
   */
  record Gptq(String layer, ZeroFormat zeros) implements WeightRef {
    @Override
    public String name() {
      return layer + ".qweight";
    }
  }

  /** The same as AWQ stores it; see {@link org.endorm.engine.checkpoint.AwqWeight}. */
  record Awq(String layer) implements WeightRef {
    @Override
    public String name() {
      return layer + ".qweight";
    }
  }

  /**
   * A weight of eight bits that is multiplied by the scales of another tensor: one for each block of
   * rows and columns, or, where the block is null, one for each row or one for all.
   */
  record Scaled(String name, String scales, @Nullable Block block) implements WeightRef {
    /** Rows and columns that share a scale. */
    public record Block(int rows, int columns) {
      public Block {
        if (rows < 1 || columns < 1) {
          throw new IllegalArgumentException("blocks of " + rows + " by " + columns);
        }
      }
    }
  }

  /** One entry of the first dimension, which then disappears: an expert of a stack. */
  record Entry(WeightRef of, long index) implements WeightRef {
    @Override
    public String name() {
      return of.name();
    }
  }
}

package org.endorm.engine.decoder;

import java.util.List;
import java.util.stream.Stream;
import org.endorm.engine.checkpoint.GptqWeight.ZeroFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a weight comes from: a tensor of the checkpoint by its name there, or a part or
 * rearrangement of another weight, since checkpoints fuse, transpose, permute and quantise what a
 * decoder wants plain.
 */
public sealed interface WeightRef {
  /** Of the parts that GPTQ and AWQ make of a layer, after its name. */
  String WORDS = ".qweight";

  String ZEROS = ".qzeros";
  String SCALES = ".scales";
  String GROUPS = ".g_idx";

  /** The name of the stored tensor at the bottom, for messages; the first of several. */
  String name();

  /** The names of all stored tensors at the bottom. */
  default Stream<String> names() {
    return Stream.of(name());
  }

  /** The whole weights at the bottom, of which this is a part or rearrangement. */
  default Stream<WeightRef> wholes() {
    return Stream.of(this);
  }

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

  /** A part or rearrangement of one other weight. */
  sealed interface Derived extends WeightRef {
    WeightRef of();

    @Override
    default String name() {
      return of().name();
    }

    @Override
    default Stream<String> names() {
      return of().names();
    }

    @Override
    default Stream<WeightRef> wholes() {
      return of().wholes();
    }
  }

  /** Rows of one other weight in another order, or some of them. */
  sealed interface Reordered extends Derived {}

  /** A range of the first dimension. */
  record Rows(WeightRef of, long from, long count) implements Derived {}

  /** A matrix stored as [in, out] that is wanted as [out, in]. */
  record Transposed(WeightRef of) implements Derived {}

  /**
   * One of several projections that are fused head by head: rows {@code [part·d, (part+count)·d)}
   * of every head's {@code parts·d} rows.
   */
  record HeadPart(WeightRef of, int heads, int parts, int part, int count) implements Reordered {}

  /** Rows that GGUF stores pair by pair (x₀, x_{d/2}, x₁, …) for each head, wanted half by half. */
  record Unpaired(WeightRef of, int heads) implements Reordered {}

  /**
   * Rows that lie as all queries, all keys, all values, wanted group by group: the {@code perGroup}
   * queries of a group of heads, then its key, then its value.
   */
  record Interleaved(WeightRef of, int groups, int perGroup) implements Reordered {}

  /** A weight that is stored with a constant added. */
  record Plus(WeightRef of, double constant) implements Derived {}

  /** One entry of the first dimension, which then disappears: an expert of a stack. */
  record Entry(WeightRef of, long index) implements Derived {}

  /** Several weights of one shape, under a new first dimension. */
  record Stack(List<WeightRef> of) implements WeightRef {
    public Stack {
      of = List.copyOf(of);
    }

    @Override
    public String name() {
      return of.getFirst().name();
    }

    @Override
    public Stream<String> names() {
      return of.stream().flatMap(WeightRef::names);
    }

    @Override
    public Stream<WeightRef> wholes() {
      return of.stream().flatMap(WeightRef::wholes);
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

    @Override
    public Stream<String> names() {
      return Stream.concat(keys.names(), values.names());
    }

    @Override
    public Stream<WeightRef> wholes() {
      return Stream.concat(keys.wholes(), values.wholes());
    }
  }

  /** Numbers, scales and zeros in tensors of their own, which make up one weight. */
  sealed interface Composed extends WeightRef {}

  /**
   * A matrix of four-bit floats, 32 to a shared exponent: {@code blocks} of shape [rows, groups,
   * 16], two numbers to a byte, the low half first, and {@code scales} of shape [rows, groups].
   *
   * <p>Source: OCP Microscaling Formats (MX) Specification, FP4 E2M1 with E8M0 scales.
   */
  record Mxfp4(WeightRef blocks, WeightRef scales) implements Composed {
    @Override
    public String name() {
      return blocks.name();
    }

    @Override
    public Stream<String> names() {
      return Stream.concat(blocks.names(), scales.names());
    }
  }

  /**
   * The weight of a linear layer in four bits as GPTQ stores it; see {@link
   * org.endorm.engine.checkpoint.GptqWeight}.
   *
   * @param layer its name, to which the names of the parts are added
   * @param ordered whether inputs are grouped in their order, and no tensor says otherwise
   */
  record Gptq(String layer, ZeroFormat zeros, boolean ordered) implements Composed {
    @Override
    public String name() {
      return layer + WORDS;
    }

    @Override
    public Stream<String> names() {
      Stream<String> parts = Stream.of(name(), layer + ZEROS, layer + SCALES);
      return ordered ? parts : Stream.concat(parts, Stream.of(layer + GROUPS));
    }
  }

  /** The same as AWQ stores it; see {@link org.endorm.engine.checkpoint.AwqWeight}. */
  record Awq(String layer) implements Composed {
    @Override
    public String name() {
      return layer + WORDS;
    }

    @Override
    public Stream<String> names() {
      return Stream.of(name(), layer + ZEROS, layer + SCALES);
    }
  }

  /**
   * A weight of eight bits that is multiplied by the scales of another tensor: one for each block
   * of rows and columns, or, where the block is null, one for each row or one for all.
   */
  record Scaled(String name, String scales, @Nullable Block block) implements Composed {
    /** Rows and columns that share a scale. */
    public record Block(int rows, int columns) {
      public Block {
        if (rows < 1 || columns < 1) {
          throw new IllegalArgumentException("blocks of " + rows + " by " + columns);
        }
      }
    }

    @Override
    public Stream<String> names() {
      return Stream.of(name, scales);
    }
  }
}

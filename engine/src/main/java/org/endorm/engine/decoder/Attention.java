package org.endorm.engine.decoder;

import org.jspecify.annotations.Nullable;

/** Causal attention: which queries, keys and values a hidden state gives, and how they meet. */
public sealed interface Attention {
  /** Queries of a position. */
  int heads();

  /** Keys and values of a position, each for {@code heads / kvHeads} queries. */
  int kvHeads();

  /** Coordinates of a query and of a key. */
  int headDim();

  /** Coordinates of a value. */
  int valueDim();

  /** Whether its keys and values have the shapes of another's. */
  default boolean keepsAs(Attention other) {
    return kvHeads() == other.kvHeads()
        && headDim() == other.headDim()
        && valueDim() == other.valueDim();
  }

  LinearSpec output();

  Rope rope();

  /** Factor on q·k. */
  double scale();

  /** The number of last positions that are seen, itself included; 0 for all. */
  int window();

  /** Scores become softcap·tanh(score/softcap); 0 for none. */
  double softcap();

  /** Shape [heads], one more logit in each softmax that carries no value; null for none. */
  @Nullable WeightRef sinks();

  /**
   * Queries, keys and values straight from the hidden state.
   *
   * @param queryNorm over {@code headDim}, or over all heads at once, as its width says
   */
  record Grouped(
      LinearSpec query,
      LinearSpec key,
      LinearSpec value,
      LinearSpec output,
      int heads,
      int kvHeads,
      int headDim,
      Norm queryNorm,
      Norm keyNorm,
      Rope rope,
      double scale,
      int window,
      double softcap,
      @Nullable WeightRef sinks)
      implements Attention {
    public Grouped {
      if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
        throw new IllegalArgumentException(heads + " heads over " + kvHeads + " key-value heads");
      }
    }

    @Override
    public int valueDim() {
      return headDim;
    }
  }

  /**
   * Keys and values from a latent vector that all heads share, beside one rotated key for all.
   *
   * <p>Source: DeepSeek-AI, arXiv 2405.04434, section 2.1.
   *
   * @param queryDown to the queries' own latent vector, or null where they come from the hidden
   *     state
   * @param queryNorm over that vector
   * @param queryUp to [heads, unturned + turned]
   * @param keyValueDown to the latent vector and the rotated key: [latent + turned]
   * @param keyValueNorm over the latent vector
   * @param keyValueUp from the latent vector to [heads, unturned + valueDim]
   * @param unturned coordinates of a head without position
   * @param turned coordinates of a head that are rotated, after the others
   */
  record Latent(
      @Nullable LinearSpec queryDown,
      Norm queryNorm,
      LinearSpec queryUp,
      LinearSpec keyValueDown,
      Norm keyValueNorm,
      LinearSpec keyValueUp,
      LinearSpec output,
      int heads,
      int unturned,
      int turned,
      int valueDim,
      Rope.Rotary rope,
      double scale)
      implements Attention {
    @Override
    public int kvHeads() {
      return heads;
    }

    @Override
    public int headDim() {
      return unturned + turned;
    }

    @Override
    public int window() {
      return 0;
    }

    @Override
    public double softcap() {
      return 0;
    }

    @Override
    public @Nullable WeightRef sinks() {
      return null;
    }
  }
}

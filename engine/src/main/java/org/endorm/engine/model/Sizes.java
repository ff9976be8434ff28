package org.endorm.engine.model;

/**
 * The sizes of a decoder.
 *
 * @param heads queries of an attention
 * @param kvHeads keys and values of an attention, each for {@code heads / kvHeads} queries
 * @param context the longest row, in tokens
 */
record Sizes(
    int vocabulary, int hidden, int layers, int heads, int kvHeads, int headDim, int context) {
  /**
   * Far above any model, and small enough to describe every layer before a weight is looked for.
   */
  static final int MOST_LAYERS = 2048;

  private static final long WIDEST = 1 << 24;

  /** Reads the usual option names. */
  static Sizes of(ModelConfig config) {
    int heads = config.size("num_attention_heads");
    return of(
        config,
        config.size("hidden_size"),
        config.size("num_hidden_layers"),
        heads,
        config.size("num_key_value_heads", heads));
  }

  /**
   * Checks sizes that were read under other names.
   *
   * @throws InvalidConfigException if they can't be those of a model
   */
  static Sizes of(ModelConfig config, int hidden, int layers, int heads, int kvHeads) {
    int headDim = config.size("head_dim", Math.max(1, hidden / heads));
    int context = config.size("max_position_embeddings");
    return of(config, hidden, layers, heads, kvHeads, headDim, context);
  }

  static Sizes of(
      ModelConfig config,
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      int context) {
    if (layers > MOST_LAYERS) {
      throw config.invalid("num_hidden_layers", "is impossibly large, " + layers);
    }
    if (heads % kvHeads != 0) {
      throw config.invalid("num_key_value_heads", "is " + kvHeads + " for " + heads + " heads");
    }
    if ((long) heads * headDim > WIDEST) {
      throw config.invalid("head_dim", "times " + heads + " heads is impossibly large");
    }
    int vocabulary = config.size("vocab_size");
    return new Sizes(vocabulary, hidden, layers, heads, kvHeads, headDim, context);
  }

  int queryWidth() {
    return heads * headDim;
  }

  int keyWidth() {
    return kvHeads * headDim;
  }
}

package org.endorm.engine.decoder;

import java.util.List;

/**
 * What a decoder-only language model is, without its numbers: everything the executor needs to
 * know, as sealed parts that name their weights.
 *
 * @param context the largest number of tokens in a row
 */
public record DecoderSpec(
    int vocabulary,
    int hidden,
    int context,
    Embedding embedding,
    List<Layer> layers,
    Norm finalNorm,
    Head head) {
  public DecoderSpec {
    layers = List.copyOf(layers);
    if (vocabulary < 1 || hidden < 1 || context < 1 || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "a decoder of "
              + vocabulary
              + " tokens, width "
              + hidden
              + ", context "
              + context
              + ", "
              + layers.size()
              + " layers");
    }
  }

  /**
   * Which rotary frequencies a row takes: some models have a set of their own for rows longer than
   * they were first trained on. Rows of different kinds can't share a prefix.
   *
   * @param tokens the length of the whole row
   */
  public Forest.RowLength rowLength(int tokens) {
    return tokens > longFrom() ? Forest.RowLength.LONG : Forest.RowLength.SHORT;
  }

  /** The longest row that takes the short frequencies. */
  public int longFrom() {
    return layers.stream()
        .map(layer -> layer.attention().rope())
        .filter(Rope.Rotary.class::isInstance)
        .mapToInt(rope -> ((Rope.Rotary) rope).longFrom())
        .min()
        .orElse(Integer.MAX_VALUE);
  }
}

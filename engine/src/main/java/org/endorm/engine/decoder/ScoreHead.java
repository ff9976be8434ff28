package org.endorm.engine.decoder;

import java.util.List;

/**
 * A head of few outputs in place of the vocabulary's, as trained reward models have it: products
 * with a ReLU between them, on the hidden state after the final norm.
 *
 * @param layers at least one; each takes what the one before gives
 */
public record ScoreHead(List<LinearSpec> layers) {
  public ScoreHead {
    layers = List.copyOf(layers);
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).in() != layers.get(i - 1).out()) {
        throw new IllegalArgumentException(
            "layer " + i + " does not take what the one before gives");
      }
    }
  }

  /** How many outputs there are. */
  public int width() {
    return layers.getLast().out();
  }
}

package org.endorm.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Which layers see only a window of the last positions. */
final class SlidingLayers {
  private static final String SLIDING = "sliding_attention";
  private static final String FULL = "full_attention";

  private final int window;
  private final boolean[] sliding;

  private SlidingLayers(int window, boolean[] sliding) {
    this.window = window;
    this.sliding = sliding;
  }

  /**
   * Reads {@code layer_types} and {@code sliding_window}.
   *
   * @param otherwise which layers slide where the config does not list them
   */
  static SlidingLayers of(ModelConfig config, int layers, IntPredicate otherwise) {
    return of(config, layers, config.sizeOrNone("sliding_window"), otherwise);
  }

  static SlidingLayers of(ModelConfig config, int layers, int window, IntPredicate otherwise) {
    Optional<List<String>> types = config.texts("layer_types");
    boolean[] sliding = new boolean[layers];
    for (int i = 0; i < layers; i++) {
      sliding[i] = types.isPresent() ? slides(config, types.get(), i) : otherwise.test(i);
      if (sliding[i] && window == 0) {
        throw config.invalid("sliding_window", "is missing, and layer " + i + " asks for it");
      }
    }
    return new SlidingLayers(window, sliding);
  }

  private static boolean slides(ModelConfig config, List<String> types, int layer) {
    if (layer >= types.size()) {
      throw config.invalid(
          "layer_types", "lists " + types.size() + " layers, fewer than there are");
    }
    return switch (types.get(layer)) {
      case SLIDING -> true;
      case FULL -> false;
      default -> throw config.unsupported("layer type " + types.get(layer) + " is not supported");
    };
  }

  boolean slides(int layer) {
    return sliding[layer];
  }

  /** The window of a layer; 0 where it sees all. */
  int window(int layer) {
    return sliding[layer] ? window : 0;
  }
}

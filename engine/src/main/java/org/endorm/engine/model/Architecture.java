package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;

/** A family of models: one config format, one way to build a decoder from it. */
public interface Architecture {
  /** The {@code model_type} of its configs. */
  String modelType();

  /**
   * What an option means that a config leaves out: the defaults of the reference implementation.
   */
  Map<String, Object> defaults();

  /**
   * What its decoder is, under the weight names of the checkpoint at hand.
   *
   * @param config with the family's {@linkplain #defaults defaults}
   */
  DecoderSpec spec(ModelConfig config, WeightNames names);

  /** How its models lie in GGUF files; empty where there are none. */
  default Optional<GgufDialect> gguf() {
    return Optional.empty();
  }
}

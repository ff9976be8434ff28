package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Rope;

/**
 * OLMo 2 with norms over each head, and, where it has windows at all, positions only in the
 * windowed layers.
 *
 * <p>Source: LG AI Research, arXiv 2507.11407; keys of transformers' {@code Exaone4Config}.
 */
public final class Exaone4 implements Architecture {
  @Override
  public String modelType() {
    return "exaone4";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of(
        "hidden_act", "silu",
        "max_position_embeddings", 2048,
        "num_key_value_heads", 32,
        "rms_norm_eps", 1e-5,
        "sliding_window", 4096,
        "sliding_window_pattern", 4,
        "tie_word_embeddings", false);
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean windowed = config.has("sliding_window");
    SlidingLayers sliding = sliding(config, parts.sizes().layers(), windowed);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Olmo2.postNorm(
              parts,
              at,
              parts
                  .attention(at + ".self_attn", false, false)
                  .norms(
                      parts.headNorm(at + ".self_attn.q_norm"),
                      parts.headNorm(at + ".self_attn.k_norm"))
                  .rope(!windowed || sliding.slides(i) ? rope : Rope.NONE)
                  .window(sliding.window(i)));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("exaone4")
            .names(Gemma2.SANDWICH_NAMES)
            .options(
                options -> {
                  options.window();
                  options.expect("rope.freq_base_swa", options.value("rope_theta"));
                }));
  }

  /** The pattern may be a word ("LLLG"); it counts only where the layers are not listed. */
  private static SlidingLayers sliding(ModelConfig config, int layers, boolean windowed) {
    config.has("sliding_window_pattern");
    if (config.has("layer_types") || !windowed) {
      return SlidingLayers.of(config, layers, i -> false);
    }
    int pattern = config.size("sliding_window_pattern");
    return SlidingLayers.of(config, layers, i -> (i + 1) % pattern != 0);
  }
}

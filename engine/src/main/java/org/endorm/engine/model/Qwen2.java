package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with biases on queries, keys and values, and windows in its upper layers where switched on.
 *
 * <p>Source: Yang et al., arXiv 2407.10671; keys of transformers' {@code Qwen2Config}.
 */
public final class Qwen2 implements Architecture {
  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 32768),
        Map.entry("max_window_layers", 28),
        Map.entry("num_key_value_heads", 32),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("sliding_window", 4096),
        Map.entry("tie_word_embeddings", false),
        Map.entry("use_sliding_window", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    SlidingLayers sliding = upperLayers(config, parts.sizes().layers());
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", true, false)
                  .rope(rope)
                  .window(sliding.window(i))
                  .build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(GgufDialect.of("qwen2"));
  }

  /** Windows from layer {@code max_window_layers} on, if {@code use_sliding_window}. */
  static SlidingLayers upperLayers(ModelConfig config, int layers) {
    int window = config.sizeOrNone("sliding_window");
    int first = config.sizeOrNone("max_window_layers");
    int used = config.flag("use_sliding_window", false) ? window : 0;
    return SlidingLayers.of(config, layers, used, i -> used > 0 && i >= first);
  }
}

package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama without biases, whose layers may all see only a window of the last positions.
 *
 * <p>Source: Jiang et al., arXiv 2310.06825; keys of transformers' {@code MistralConfig}.
 */
public final class Mistral implements Architecture {
  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 4096 * 32),
        Map.entry("num_key_value_heads", 8),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("sliding_window", 4096),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    int window = config.sizeOrNone("sliding_window");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", false, false).rope(rope).window(window).build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("mistral3")
            .pairedRows()
            .options(options -> options.putNull("sliding_window")));
  }
}

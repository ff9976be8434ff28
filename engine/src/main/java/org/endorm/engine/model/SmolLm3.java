package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with every fourth layer free of positions.
 *
 * <p>Source: Yang et al., arXiv 2501.18795 (for layers without positions); keys of transformers'
 * {@code SmolLM3Config}.
 */
public final class SmolLm3 implements Architecture {
  @Override
  public String modelType() {
    return "smollm3";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 32768),
        Map.entry("no_rope_layer_interval", 4),
        Map.entry("num_key_value_heads", 4),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("rope_theta", 2_000_000.0),
        Map.entry("tie_word_embeddings", true),
        Map.entry("use_sliding_window", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    int layers = parts.sizes().layers();
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean attentionBias = config.flag("attention_bias", false);
    boolean mlpBias = config.flag("mlp_bias", false);
    boolean[] turns = turns(config, layers);
    int window = config.sizeOrNone("sliding_window");
    int used = config.flag("use_sliding_window", false) ? window : 0;
    SlidingLayers sliding = SlidingLayers.of(config, layers, used, i -> used > 0 && !turns[i]);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", attentionBias, attentionBias)
                  .rope(turns[i] ? rope : Rope.NONE)
                  .window(sliding.window(i))
                  .build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", mlpBias));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("smollm3")
            .pairedRows()
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.flag("mlp_bias", "ffn_gate.bias");
                }));
  }

  /** In spite of its name {@code no_rope_layers} holds 1 for a layer that has rotary embedding. */
  private static boolean[] turns(ModelConfig config, int layers) {
    int interval = config.size("no_rope_layer_interval");
    int[] listed = config.integers("no_rope_layers").orElse(null);
    if (listed != null && listed.length < layers) {
      throw config.invalid("no_rope_layers", "lists fewer layers than there are");
    }
    boolean[] turns = new boolean[layers];
    for (int i = 0; i < layers; i++) {
      turns[i] = listed == null ? (i + 1) % interval != 0 : listed[i] != 0;
    }
    return turns;
  }
}

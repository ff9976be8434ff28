package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;

/**
 * Cohere with windows in three of four layers, of which only these have positions.
 *
 * <p>Source: Cohere, arXiv 2504.00698; keys of transformers' {@code Cohere2Config}.
 */
public final class Cohere2 implements Architecture {
  @Override
  public String modelType() {
    return "cohere2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("layer_norm_eps", 1e-5),
        Map.entry("logit_scale", 0.0625),
        Map.entry("max_position_embeddings", 8192),
        Map.entry("sliding_window", 4096),
        Map.entry("sliding_window_pattern", 4),
        Map.entry("tie_word_embeddings", true));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    refuseVariants(config);
    LlamaParts parts = Cohere.parts(config, names);
    Rope rope = RotaryFrequencies.of(config, Rope.Pairing.NEIGHBOURS, parts.sizes().headDim());
    boolean bias = config.flag("attention_bias", false);
    int pattern = config.size("sliding_window_pattern");
    SlidingLayers sliding =
        SlidingLayers.of(config, parts.sizes().layers(), i -> (i + 1) % pattern != 0);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          Norm norm = parts.norm(at + ".input_layernorm");
          AttentionDraft attention =
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .rope(sliding.slides(i) ? rope : Rope.NONE)
                  .window(sliding.window(i));
          return Layer.parallel(norm, attention.build(), norm, parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("cohere2")
            .layerNorms("layer_norm_eps")
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.put("logit_scale", options.decimal("logit_scale"));
                  options.window();
                  options.expect("rope.freq_base_swa", options.value("rope_theta"));
                }));
  }

  /** Options that the first configs spell out and the reference takes for granted. */
  private static void refuseVariants(ModelConfig config) {
    config.expect("layer_switch", config.size("sliding_window_pattern"));
    config.expect("order_of_interleaved_layers", "local_attn_first");
    config.expect("position_embedding_type", "rope_gptj");
    config.expect("rotary_pct", 1);
    config.expect("use_embedding_sharing", true);
    config.expect("use_gated_activation", true);
    config.expect("use_parallel_block", true);
    config.expect("use_parallel_embedding", false);
    config.expect("use_qk_norm", false);
  }
}

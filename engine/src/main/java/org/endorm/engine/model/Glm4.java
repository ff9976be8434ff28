package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with norms also after attention and MLP, a rotary embedding of neighbouring coordinates in
 * half of each head, biases on queries, keys and values, and gate and up in one matrix.
 *
 * <p>Source: keys of transformers' {@code Glm4Config}.
 */
public final class Glm4 implements Architecture {
  @Override
  public String modelType() {
    return "glm4";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("attention_bias", true),
        Map.entry("head_dim", 128),
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 131072),
        Map.entry("num_key_value_heads", 2),
        Map.entry("rms_norm_eps", 1.5625e-7),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope =
        RotaryFrequencies.partial(config, Rope.Pairing.NEIGHBOURS, parts.sizes().headDim(), 0.5);
    boolean bias = config.flag("attention_bias", true);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return new Layer(
              Layer.Wiring.SEQUENTIAL,
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", bias, false).rope(rope).build(),
              parts.norm(at + ".post_self_attn_layernorm"),
              parts.norm(at + ".post_attention_layernorm"),
              parts.fusedGated(at + ".mlp"),
              parts.norm(at + ".post_mlp_layernorm"),
              1);
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("glm4")
            .names(
                Map.of(
                    "post_self_attn_layernorm", "post_attention_norm",
                    "post_mlp_layernorm", "post_ffw_norm",
                    "mlp.gate_up_proj", "ffn_up"))
            .options(options -> options.queryBias("attention_bias")));
  }
}

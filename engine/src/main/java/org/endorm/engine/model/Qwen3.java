package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with an RMS norm over each head of queries and keys, a head size of its own, and Qwen2's
 * windows.
 *
 * <p>Source: Yang et al., arXiv 2505.09388; keys of transformers' {@code Qwen3Config}.
 */
public final class Qwen3 implements Architecture {
  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of(
        "head_dim", 128,
        "hidden_act", "silu",
        "max_position_embeddings", 32768,
        "max_window_layers", 28,
        "num_key_value_heads", 32,
        "rms_norm_eps", 1e-6,
        "sliding_window", 4096,
        "tie_word_embeddings", false,
        "use_sliding_window", false);
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean bias = config.flag("attention_bias", false);
    SlidingLayers sliding = Qwen2.upperLayers(config, parts.sizes().layers());
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .norms(
                      parts.headNorm(at + ".self_attn.q_norm"),
                      parts.headNorm(at + ".self_attn.k_norm"))
                  .rope(rope)
                  .window(sliding.window(i))
                  .build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("qwen3").options(options -> options.queryBias("attention_bias")));
  }
}

package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.Activation;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with embeddings times √hidden, norms that store w − 1, a gated GELU, a head size of its own
 * and a head that is the embedding.
 *
 * <p>Source: Gemma Team, arXiv 2403.08295; keys of transformers' {@code GemmaConfig}.
 */
public final class Gemma implements Architecture {
  @Override
  public String modelType() {
    return "gemma";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("head_dim", 256),
        Map.entry("hidden_act", "gelu_pytorch_tanh"),
        Map.entry("max_position_embeddings", 8192),
        Map.entry("num_key_value_heads", 16),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("tie_word_embeddings", true));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = parts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean bias = config.flag("attention_bias", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", bias, bias).rope(rope).build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(
                  at + ".mlp", config.size("intermediate_size"), false, activation(config)));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gemma")
            .shiftedNorms()
            .options(options -> options.queryBias("attention_bias")));
  }

  /** Llama's parts with the embedding and the norms of all Gemmas. */
  static LlamaParts parts(ModelConfig config, WeightNames names) {
    config.expect("use_bidirectional_attention", false);
    LlamaParts parts = new LlamaParts(config, names);
    return parts
        .embeddingMultiplier(Math.sqrt(parts.sizes().hidden()))
        .norms(Norms.rms(names, config.number("rms_norm_eps"), 1));
  }

  /** The first releases said "gelu" and meant its tanh approximation; the later name wins. */
  private static Activation activation(ModelConfig config) {
    config.expect("hidden_activation", "gelu_pytorch_tanh");
    Activation named = Activations.of(config, "hidden_act");
    return named == Activation.GELU ? Activation.GELU_TANH : named;
  }
}

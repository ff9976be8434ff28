package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * The family that the others are measured against: RMS norms before attention and MLP, rotary
 * embedding by halves, grouped heads, a gated SiLU, biases where the config says so.
 *
 * <p>Source: Touvron et al., arXiv 2302.13971; the published keys are those of transformers' {@code
 * LlamaConfig}.
 */
public final class Llama implements Architecture {
  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 2048),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean attentionBias = config.flag("attention_bias", false);
    boolean mlpBias = config.flag("mlp_bias", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", attentionBias, attentionBias).rope(rope).build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", mlpBias));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("llama")
            .when(metadata -> !Mixtral.isMixture(metadata))
            .pairedRows()
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.flag("mlp_bias", "ffn_gate.bias");
                }));
  }
}

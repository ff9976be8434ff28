package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with a factor each on embeddings, scores, what a layer adds, and logits.
 *
 * <p>Source: keys of transformers' {@code GraniteConfig}.
 */
public final class Granite implements Architecture {
  @Override
  public String modelType() {
    return "granite";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of(
        "attention_multiplier", 1.0,
        "embedding_multiplier", 1.0,
        "hidden_act", "silu",
        "logits_scaling", 1.0,
        "max_position_embeddings", 2048,
        "residual_multiplier", 1.0,
        "rms_norm_eps", 1e-6,
        "tie_word_embeddings", false);
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        new LlamaParts(config, names)
            .embeddingMultiplier(config.number("embedding_multiplier"))
            .logitMultiplier(1 / config.number("logits_scaling"));
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean attentionBias = config.flag("attention_bias", false);
    boolean mlpBias = config.flag("mlp_bias", false);
    double scale = config.number("attention_multiplier");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return new Layer(
              Layer.Wiring.SEQUENTIAL,
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", attentionBias, attentionBias)
                  .rope(rope)
                  .scale(scale)
                  .build(),
              Norm.NONE,
              parts.norm(at + ".post_attention_layernorm"),
              parts.gated(at + ".mlp", mlpBias),
              Norm.NONE,
              config.number("residual_multiplier"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("granite")
            .pairedRows()
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.flag("mlp_bias", "ffn_gate.bias");
                  options.put("attention_multiplier", 1 / Math.sqrt(options.headDim()));
                  options.number("attention_multiplier", "attention.scale");
                  options.number("embedding_multiplier", "embedding_scale");
                  options.number("residual_multiplier", "residual_scale");
                  options.put("logits_scaling", options.decimal("logit_scale"));
                  options.expect("rope.scaling.finetuned", true);
                }));
  }
}

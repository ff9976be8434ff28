package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with the norms after attention and MLP instead of before, and norms over all queries and
 * all keys at once.
 *
 * <p>Source: OLMo Team, arXiv 2501.00656; keys of transformers' {@code Olmo2Config}.
 */
public final class Olmo2 implements Architecture {
  @Override
  public String modelType() {
    return "olmo2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 2048),
        Map.entry("rms_norm_eps", 1e-5),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Sizes sizes = parts.sizes();
    Rope rope = RotaryFrequencies.of(config, sizes.headDim());
    boolean bias = config.flag("attention_bias", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return postNorm(
              parts,
              at,
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .norms(
                      parts.norm(at + ".self_attn.q_norm", sizes.queryWidth()),
                      parts.norm(at + ".self_attn.k_norm", sizes.keyWidth()))
                  .rope(rope));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("olmo2")
            .names(Gemma2.SANDWICH_NAMES)
            .options(options -> options.queryBias("attention_bias")));
  }

  /** A layer with norms after both parts only. */
  static Layer postNorm(LlamaParts parts, String at, AttentionDraft attention) {
    return new Layer(
        Layer.Wiring.SEQUENTIAL,
        Norm.NONE,
        attention.build(),
        parts.norm(at + ".post_attention_layernorm"),
        Norm.NONE,
        parts.gated(at + ".mlp", false),
        parts.norm(at + ".post_feedforward_layernorm"),
        1);
  }
}

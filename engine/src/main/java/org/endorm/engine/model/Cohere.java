package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.Attention;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;

/**
 * Llama with one layer norm without bias in front of attention and MLP, which lie side by side, a
 * rotary embedding of neighbouring coordinates, and a factor on the logits.
 *
 * <p>Source: keys of transformers' {@code CohereConfig}.
 */
public final class Cohere implements Architecture {
  @Override
  public String modelType() {
    return "cohere";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("layer_norm_eps", 1e-5),
        Map.entry("logit_scale", 0.0625),
        Map.entry("max_position_embeddings", 8192),
        Map.entry("rope_theta", 500_000.0),
        Map.entry("tie_word_embeddings", true),
        Map.entry("use_qk_norm", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = parts(config, names);
    Rope rope = RotaryFrequencies.of(config, Rope.Pairing.NEIGHBOURS, parts.sizes().headDim());
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          Norm norm = parts.norm(at + ".input_layernorm");
          Attention attention = attention(config, parts, names, at + ".self_attn", rope);
          return Layer.parallel(norm, attention, norm, parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("command-r")
            .layerNorms("layer_norm_eps")
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.flag("use_qk_norm", "attn_q_norm.weight");
                  options.put("logit_scale", options.decimal("logit_scale"));
                }));
  }

  /** Llama's parts with the norms and the head of all Cohere models. */
  static LlamaParts parts(ModelConfig config, WeightNames names) {
    return new LlamaParts(config, names)
        .norms(Norms.unbiasedLayer(names, config.number("layer_norm_eps")))
        .logitMultiplier(config.number("logit_scale"));
  }

  private static Attention attention(
      ModelConfig config, LlamaParts parts, WeightNames names, String at, Rope rope) {
    boolean bias = config.flag("attention_bias", false);
    AttentionDraft draft = parts.attention(at, bias, bias).rope(rope);
    if (config.flag("use_qk_norm", false)) {
      Sizes sizes = parts.sizes();
      double epsilon = config.number("layer_norm_eps");
      draft.norms(
          new Norm.PerHead(
              names.weight(at + ".q_norm.weight"), sizes.heads(), sizes.headDim(), epsilon),
          new Norm.PerHead(
              names.weight(at + ".k_norm.weight"), sizes.kvHeads(), sizes.headDim(), epsilon));
    }
    return draft.build();
  }
}

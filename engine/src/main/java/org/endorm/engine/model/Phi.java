package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;

/**
 * Unlike Llama: one layer norm in front of attention and MLP, which lie side by side, a plain GELU,
 * biases throughout, the head included, a rotary embedding of a part of each head.
 *
 * <p>Source: Li et al., arXiv 2309.05463; keys of transformers' {@code PhiConfig}.
 */
public final class Phi implements Architecture {
  @Override
  public String modelType() {
    return "phi";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "gelu_new"),
        Map.entry("layer_norm_eps", 1e-5),
        Map.entry("max_position_embeddings", 2048),
        Map.entry("qk_layernorm", false),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        new LlamaParts(config, names)
            .norms(Norms.layer(names, config.number("layer_norm_eps"), 0))
            .finalNorm("model.final_layernorm")
            .headBias();
    Rope rope =
        RotaryFrequencies.partial(config, Rope.Pairing.HALVES, parts.sizes().headDim(), 0.5);
    boolean normed = config.flag("qk_layernorm", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          Norm norm = parts.norm(at + ".input_layernorm");
          AttentionDraft attention =
              parts.attention(at + ".self_attn", "dense", true, true).rope(rope);
          if (normed) {
            attention.norms(
                parts.headNorm(at + ".self_attn.q_layernorm"),
                parts.headNorm(at + ".self_attn.k_layernorm"));
          }
          return Layer.parallel(norm, attention.build(), norm, mlp(config, parts, at + ".mlp"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("phi2")
            .layerNorms("layer_norm_eps")
            .names(
                Map.of(
                    "self_attn.dense", "attn_output",
                    "mlp.fc1", "ffn_up",
                    "mlp.fc2", "ffn_down",
                    "model.final_layernorm", "output_norm")));
  }

  private static Mlp mlp(ModelConfig config, LlamaParts parts, String at) {
    int width = config.size("intermediate_size");
    int hidden = parts.sizes().hidden();
    return new Mlp.Plain(
        parts.linear(at + ".fc1", hidden, width, true),
        parts.linear(at + ".fc2", width, hidden, true),
        parts.activation("hidden_act"));
  }
}

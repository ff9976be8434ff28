package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Rope;

/**
 * Unlike Llama: layer norms that store w − 1, a plain squared ReLU, a rotary embedding of half of
 * each head.
 *
 * <p>Source: Parmar et al., arXiv 2402.16819; keys of transformers' {@code NemotronConfig}.
 */
public final class Nemotron implements Architecture {
  @Override
  public String modelType() {
    return "nemotron";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "relu2"),
        Map.entry("max_position_embeddings", 4096),
        Map.entry("norm_eps", 1e-5),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        new LlamaParts(config, names).norms(Norms.layer(names, config.number("norm_eps"), 1));
    Rope rope =
        RotaryFrequencies.partial(config, Rope.Pairing.HALVES, parts.sizes().headDim(), 0.5);
    boolean bias = config.flag("attention_bias", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", bias, bias).rope(rope).build(),
              parts.norm(at + ".post_attention_layernorm"),
              mlp(config, parts, at + ".mlp"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("nemotron")
            .layerNorms("norm_eps")
            .shiftedNorms()
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.flag("mlp_bias", "ffn_up.bias");
                }));
  }

  private static Mlp mlp(ModelConfig config, LlamaParts parts, String at) {
    int width = config.size("intermediate_size");
    int hidden = parts.sizes().hidden();
    boolean bias = config.flag("mlp_bias", false);
    return new Mlp.Plain(
        parts.linear(at + ".up_proj", hidden, width, bias),
        parts.linear(at + ".down_proj", width, hidden, bias),
        parts.activation("hidden_act"));
  }
}

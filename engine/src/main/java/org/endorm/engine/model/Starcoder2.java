package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Rope;

/**
 * Unlike Llama: layer norms, a plain GELU, biases where switched on, a window in all layers or
 * none.
 *
 * <p>Source: Lozhkov et al., arXiv 2402.19173; keys of transformers' {@code Starcoder2Config}.
 */
public final class Starcoder2 implements Architecture {
  @Override
  public String modelType() {
    return "starcoder2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "gelu_pytorch_tanh"),
        Map.entry("max_position_embeddings", 4096),
        Map.entry("norm_epsilon", 1e-5),
        Map.entry("num_key_value_heads", 2),
        Map.entry("tie_word_embeddings", true),
        Map.entry("use_bias", true));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    refuseVariants(config);
    LlamaParts parts =
        new LlamaParts(config, names).norms(Norms.layer(names, config.number("norm_epsilon"), 0));
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    int window = config.sizeOrNone("sliding_window");
    boolean bias = config.flag("use_bias", true);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", bias, bias).rope(rope).window(window).build(),
              parts.norm(at + ".post_attention_layernorm"),
              mlp(config, parts, at + ".mlp", bias));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("starcoder2")
            .layerNorms("norm_epsilon")
            .names(Map.of("mlp.c_fc", "ffn_up", "mlp.c_proj", "ffn_down"))
            .options(options -> options.queryBias("use_bias")));
  }

  private static void refuseVariants(ModelConfig config) {
    config.expect("norm_type", "layer_norm");
    config.expect("mlp_type", "default");
    config.expect("scale_attn_weights", true);
    // Second names for hidden_act and norm_epsilon, which the reference does not read.
    config.has("activation_function");
    config.has("layer_norm_epsilon");
  }

  private static Mlp mlp(ModelConfig config, LlamaParts parts, String at, boolean bias) {
    int width = config.size("intermediate_size");
    int hidden = parts.sizes().hidden();
    return new Mlp.Plain(
        parts.linear(at + ".c_fc", hidden, width, bias),
        parts.linear(at + ".c_proj", width, hidden, bias),
        parts.activation("hidden_act"));
  }
}

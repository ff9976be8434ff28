package org.endorm.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.Attention;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Embedding;
import org.endorm.engine.decoder.Head;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.WeightRef;

/**
 * Unlike Llama: layer norms, attention and MLP side by side on the same input, a plain GELU, biases
 * throughout, queries, keys and values fused head by head, a rotary embedding of a part of each
 * head.
 *
 * <p>Source: Black et al., arXiv 2204.06745; keys of transformers' {@code GPTNeoXConfig}.
 */
public final class GptNeoX implements Architecture {
  @Override
  public String modelType() {
    return "gpt_neox";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("attention_bias", true),
        Map.entry("hidden_act", "gelu"),
        Map.entry("layer_norm_eps", 1e-5),
        Map.entry("max_position_embeddings", 2048),
        Map.entry("rotary_emb_base", 10000.0),
        Map.entry("rotary_pct", 0.25),
        Map.entry("tie_word_embeddings", false),
        Map.entry("use_parallel_residual", true));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    Sizes sizes = Sizes.of(config);
    config.expect("num_key_value_heads", sizes.heads());
    Norms norms = Norms.layer(names, config.number("layer_norm_eps"), 0);
    Rope rope = rope(config, sizes);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(layer(config, names, sizes, norms, rope, "gpt_neox.layers." + i));
    }
    WeightRef tokens = names.weight("gpt_neox.embed_in.weight");
    boolean tied = config.flag("tie_word_embeddings", false) && !names.has("embed_out.weight");
    return new DecoderSpec(
        sizes.vocabulary(),
        sizes.hidden(),
        sizes.context(),
        new Embedding(tokens, null, 1),
        layers,
        norms.of("gpt_neox.final_layer_norm", sizes.hidden()),
        Head.of(tied ? tokens : names.weight("embed_out.weight")));
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gptneox")
            .layerNorms("layer_norm_eps")
            .names(
                Map.of(
                    "gpt_neox.embed_in", "token_embd",
                    "gpt_neox.final_layer_norm", "output_norm",
                    "embed_out", "output",
                    "attention.query_key_value", "attn_qkv",
                    "attention.dense", "attn_output",
                    "mlp.dense_h_to_4h", "ffn_up",
                    "mlp.dense_4h_to_h", "ffn_down"))
            .turned("attention.query_key_value.weight", GptNeoX::byHead)
            .turned("attention.query_key_value.bias", GptNeoX::byHead)
            .options(
                options -> {
                  options.flag("attention_bias", "attn_qkv.bias");
                  options.put("use_parallel_residual", options.bool("use_parallel_residual", true));
                }));
  }

  private static WeightRef byHead(WeightRef stored, ModelConfig config) {
    return new WeightRef.Interleaved(stored, config.size("num_attention_heads"), 1);
  }

  /** The share and base have names of their own in older configs. */
  private static Rope rope(ModelConfig config, Sizes sizes) {
    double share = config.number("rotary_pct");
    ModelConfig renamed =
        config.withDefaults(Map.of("rope_theta", config.number("rotary_emb_base")));
    return RotaryFrequencies.partial(renamed, Rope.Pairing.HALVES, sizes.headDim(), share);
  }

  private static Layer layer(
      ModelConfig config, WeightNames names, Sizes sizes, Norms norms, Rope rope, String at) {
    boolean parallel = config.flag("use_parallel_residual", true);
    return new Layer(
        parallel ? Layer.Wiring.PARALLEL : Layer.Wiring.SEQUENTIAL,
        norms.of(at + ".input_layernorm", sizes.hidden()),
        attention(config, names, sizes, rope, at + ".attention"),
        Norm.NONE,
        norms.of(at + ".post_attention_layernorm", sizes.hidden()),
        mlp(config, names, sizes, at + ".mlp"),
        Norm.NONE,
        1);
  }

  private static Attention attention(
      ModelConfig config, WeightNames names, Sizes sizes, Rope rope, String at) {
    boolean bias = config.flag("attention_bias", true);
    LinearSpec fused =
        names.linear(at + ".query_key_value", sizes.hidden(), 3 * sizes.queryWidth(), bias);
    LinearSpec output = names.linear(at + ".dense", sizes.queryWidth(), sizes.hidden(), bias);
    return new AttentionDraft(
            fused.headPart(sizes.heads(), 3, 0, 1),
            fused.headPart(sizes.heads(), 3, 1, 1),
            fused.headPart(sizes.heads(), 3, 2, 1),
            output,
            sizes)
        .rope(rope)
        .build();
  }

  private static Mlp mlp(ModelConfig config, WeightNames names, Sizes sizes, String at) {
    int width = config.size("intermediate_size");
    return new Mlp.Plain(
        names.linear(at + ".dense_h_to_4h", sizes.hidden(), width, true),
        names.linear(at + ".dense_4h_to_h", width, sizes.hidden(), true),
        Activations.of(config, "hidden_act"));
  }
}

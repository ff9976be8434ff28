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
 * Unlike Llama: layer norms, attention and MLP side by side, a plain GELU, queries, keys and values
 * fused group by group of heads.
 *
 * <p>Source: Almazrouei et al., arXiv 2311.16867; keys of transformers' {@code FalconConfig}.
 */
public final class Falcon implements Architecture {
  @Override
  public String modelType() {
    return "falcon";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of(
        "activation", "gelu",
        "bias", false,
        "layer_norm_epsilon", 1e-5,
        "max_position_embeddings", 2048,
        "multi_query", true,
        "new_decoder_architecture", false,
        "parallel_attn", true,
        "tie_word_embeddings", true);
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    config.expect("alibi", false);
    config.expect("apply_residual_connection_post_layernorm", false);
    Sizes sizes = sizes(config);
    Norms norms = Norms.layer(names, config.number("layer_norm_epsilon"), 0);
    Rope rope = RotaryFrequencies.of(config, sizes.headDim());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(layer(config, names, sizes, norms, rope, "transformer.h." + i));
    }
    WeightRef tokens = names.weight("transformer.word_embeddings.weight");
    boolean tied = config.flag("tie_word_embeddings", true) && !names.has("lm_head.weight");
    return new DecoderSpec(
        sizes.vocabulary(),
        sizes.hidden(),
        sizes.context(),
        new Embedding(tokens, null, 1),
        layers,
        norms.of("transformer.ln_f", sizes.hidden()),
        Head.of(tied ? tokens : names.weight("lm_head.weight")));
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("falcon")
            .layerNorms("layer_norm_epsilon")
            .names(
                Map.ofEntries(
                    Map.entry("transformer.word_embeddings", "token_embd"),
                    Map.entry("transformer.ln_f", "output_norm"),
                    Map.entry("ln_mlp", "attn_norm"),
                    Map.entry("ln_attn", "attn_norm_2"),
                    Map.entry("self_attention.query_key_value", "attn_qkv"),
                    Map.entry("self_attention.dense", "attn_output"),
                    Map.entry("mlp.dense_h_to_4h", "ffn_up"),
                    Map.entry("mlp.dense_4h_to_h", "ffn_down")))
            .turned("self_attention.query_key_value.weight", Falcon::byGroup)
            .options(Falcon::ggufOptions));
  }

  private static WeightRef byGroup(WeightRef stored, ModelConfig config) {
    int groups = config.size("num_kv_heads");
    int perGroup = Math.max(1, config.size("num_attention_heads") / groups);
    return new WeightRef.Interleaved(stored, groups, perGroup);
  }

  private static void ggufOptions(GgufOptions options) {
    options.expect("tensor_data_layout", "jploski");
    options.rename(
        Map.of("num_key_value_heads", "num_kv_heads", "intermediate_size", "ffn_hidden_size"));
    boolean apart = options.hasTensor("blk.0.attn_norm_2.weight");
    boolean grouped = apart || options.value("num_kv_heads") != 1;
    options.put("multi_query", !grouped);
    options.put("new_decoder_architecture", grouped);
    options.put("num_ln_in_parallel_attn", apart ? 2 : 1);
  }

  private static Sizes sizes(ModelConfig config) {
    int hidden = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    int kvHeads = config.size("num_kv_heads", heads);
    boolean grouped = config.flag("new_decoder_architecture", false);
    boolean single = config.flag("multi_query", true);
    if (!grouped && !single && kvHeads != heads) {
      throw config.unsupported("num_kv_heads without new_decoder_architecture is not supported");
    }
    int groups = !grouped && single ? 1 : kvHeads;
    return Sizes.of(config, hidden, config.size("num_hidden_layers"), heads, groups);
  }

  private static Layer layer(
      ModelConfig config, WeightNames names, Sizes sizes, Norms norms, Rope rope, String at) {
    Attention attention = attention(config, names, sizes, rope, at + ".self_attention");
    Mlp mlp = mlp(config, names, sizes, at + ".mlp");
    boolean grouped = config.flag("new_decoder_architecture", false);
    int count = config.size("num_ln_in_parallel_attn", grouped ? 2 : 1);
    int hidden = sizes.hidden();
    if (!config.flag("parallel_attn", true)) {
      config.expect("new_decoder_architecture", false);
      return Layer.preNorm(
          norms.of(at + ".input_layernorm", hidden),
          attention,
          norms.of(at + ".post_attention_layernorm", hidden),
          mlp);
    }
    if (count > 2 || count == 2 && !grouped) {
      throw config.unsupported("num_ln_in_parallel_attn " + count + " is not supported");
    }
    Norm first = norms.of(at + (count == 2 ? ".ln_attn" : ".input_layernorm"), hidden);
    Norm second = count == 2 ? norms.of(at + ".ln_mlp", hidden) : first;
    return Layer.parallel(first, attention, second, mlp);
  }

  private static Attention attention(
      ModelConfig config, WeightNames names, Sizes sizes, Rope rope, String at) {
    int perGroup = sizes.heads() / sizes.kvHeads();
    boolean bias = config.flag("bias", false);
    LinearSpec fused =
        names.linear(
            at + ".query_key_value",
            sizes.hidden(),
            sizes.queryWidth() + 2 * sizes.keyWidth(),
            bias);
    return new AttentionDraft(
            fused.headPart(sizes.kvHeads(), perGroup + 2, 0, perGroup),
            fused.headPart(sizes.kvHeads(), perGroup + 2, perGroup, 1),
            fused.headPart(sizes.kvHeads(), perGroup + 2, perGroup + 1, 1),
            names.linear(at + ".dense", sizes.queryWidth(), sizes.hidden(), bias),
            sizes)
        .rope(rope)
        .build();
  }

  private static Mlp mlp(ModelConfig config, WeightNames names, Sizes sizes, String at) {
    boolean bias = config.flag("bias", false);
    int width = config.size("ffn_hidden_size", 4 * sizes.hidden());
    return new Mlp.Plain(
        names.linear(at + ".dense_h_to_4h", sizes.hidden(), width, bias),
        names.linear(at + ".dense_4h_to_h", width, sizes.hidden(), bias),
        Activations.of(config, "activation"));
  }
}

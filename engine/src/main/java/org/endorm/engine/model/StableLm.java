package org.endorm.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.endorm.engine.decoder.Attention;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.WeightRef;

/**
 * Llama with layer norms, a rotary embedding of a quarter of each head, and, where switched on,
 * attention and MLP side by side, biases on queries, keys and values, and a norm for each head.
 *
 * <p>Source: Bellagente et al., arXiv 2402.17834; keys of transformers' {@code StableLmConfig}.
 */
public final class StableLm implements Architecture {
  @Override
  public String modelType() {
    return "stablelm";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("layer_norm_eps", 1e-5),
        Map.entry("max_position_embeddings", 4096),
        Map.entry("num_key_value_heads", 32),
        Map.entry("qk_layernorm", false),
        Map.entry("tie_word_embeddings", false),
        Map.entry("use_parallel_residual", false),
        Map.entry("use_qkv_bias", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        new LlamaParts(config, names).norms(Norms.layer(names, config.number("layer_norm_eps"), 0));
    Rope rope =
        RotaryFrequencies.partial(config, Rope.Pairing.HALVES, parts.sizes().headDim(), 0.25);
    boolean parallel = config.flag("use_parallel_residual", false);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          Norm first = parts.norm(at + ".input_layernorm");
          Attention attention = attention(config, parts, names, at + ".self_attn", rope);
          return parallel
              ? Layer.parallel(first, attention, first, parts.gated(at + ".mlp", false))
              : Layer.preNorm(
                  first,
                  attention,
                  parts.norm(at + ".post_attention_layernorm"),
                  parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("stablelm")
            .layerNorms("layer_norm_eps")
            .names(
                Map.of(
                    "self_attn.q_layernorm", "attn_q_norm", "self_attn.k_layernorm", "attn_k_norm"))
            .options(
                options -> {
                  options.queryBias("use_qkv_bias");
                  options.flag("qk_layernorm", "attn_q_norm.weight");
                  // The key is not to be trusted: converters wrote true by default.
                  options.has("use_parallel_residual");
                  options.put("use_parallel_residual", !options.hasTensor("blk.0.ffn_norm.weight"));
                }));
  }

  private static Attention attention(
      ModelConfig config, LlamaParts parts, WeightNames names, String at, Rope rope) {
    AttentionDraft draft =
        parts.attention(at, config.flag("use_qkv_bias", false), false).rope(rope);
    if (config.flag("qk_layernorm", false)) {
      Sizes sizes = parts.sizes();
      double epsilon = config.number("layer_norm_eps");
      draft.norms(
          perHead(names, at + ".q_layernorm", sizes.heads(), sizes.headDim(), epsilon),
          perHead(names, at + ".k_layernorm", sizes.kvHeads(), sizes.headDim(), epsilon));
    }
    return draft.build();
  }

  private static Norm perHead(WeightNames names, String at, int heads, int width, double epsilon) {
    if (names.has(at + ".weight")) {
      return new Norm.PerHead(names.weight(at + ".weight"), heads, width, epsilon);
    }
    List<WeightRef> weights =
        IntStream.range(0, heads)
            .mapToObj(head -> names.weight(at + ".norms." + head + ".weight"))
            .toList();
    return new Norm.PerHead(new WeightRef.Stack(weights), heads, width, epsilon);
  }
}

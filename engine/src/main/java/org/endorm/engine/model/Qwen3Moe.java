package org.endorm.engine.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.endorm.engine.decoder.Activation;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.Routing;

/**
 * Qwen3 whose MLP is, in most layers, a choice of experts for each token, weighted by the softmax
 * over all experts.
 *
 * <p>Source: Yang et al., arXiv 2505.09388; keys of transformers' {@code Qwen3MoeConfig}.
 */
public final class Qwen3Moe implements Architecture {
  @Override
  public String modelType() {
    return "qwen3_moe";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("decoder_sparse_step", 1),
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 32768),
        Map.entry("moe_intermediate_size", 768),
        Map.entry("norm_topk_prob", false),
        Map.entry("num_experts", 128),
        Map.entry("num_experts_per_tok", 8),
        Map.entry("num_key_value_heads", 4),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("sliding_window", 4096),
        Map.entry("tie_word_embeddings", false),
        Map.entry("use_sliding_window", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean bias = config.flag("attention_bias", false);
    int window = config.sizeOrNone("sliding_window");
    int used = config.flag("use_sliding_window", false) ? window : 0;
    // Says where windows begin in other Qwens; here all layers have one, or none.
    config.has("max_window_layers");
    // The width of dense layers, of which there may be none.
    config.has("intermediate_size");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .norms(
                      parts.headNorm(at + ".self_attn.q_norm"),
                      parts.headNorm(at + ".self_attn.k_norm"))
                  .rope(rope)
                  .window(used)
                  .build(),
              parts.norm(at + ".post_attention_layernorm"),
              isSparse(config, i)
                  ? experts(config, parts, at + ".mlp")
                  : parts.gated(at + ".mlp", false));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("qwen3moe")
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.experts("num_experts");
                  options.size("moe_intermediate_size", "expert_feed_forward_length");
                  // Not told; all published models have it.
                  options.put("norm_topk_prob", true);
                  denseLayers(options);
                }));
  }

  private static void denseLayers(GgufOptions options) {
    ArrayNode dense = options.array("mlp_only_layers");
    for (int i = 0; i < options.layers(); i++) {
      if (!options.hasTensor("blk." + i + ".ffn_gate_inp.weight")) {
        dense.add(i);
      }
    }
  }

  private static boolean isSparse(ModelConfig config, int layer) {
    int[] dense = config.integers("mlp_only_layers").orElse(new int[0]);
    int step = config.size("decoder_sparse_step");
    return Arrays.stream(dense).noneMatch(i -> i == layer) && (layer + 1) % step == 0;
  }

  private static Mlp experts(ModelConfig config, LlamaParts parts, String at) {
    int count =
        Experts.count(
            config, config.isGiven("num_local_experts") ? "num_local_experts" : "num_experts");
    int width = config.size("moe_intermediate_size");
    Activation activation = parts.activation("hidden_act");
    List<Mlp> experts =
        IntStream.range(0, count)
            .<Mlp>mapToObj(i -> parts.gated(at + ".experts." + i, width, false, activation))
            .toList();
    Routing routing =
        Routing.softmax(Experts.chosen(config, count), config.flag("norm_topk_prob", false));
    return new Mlp.Mixture(
        parts.linear(at + ".gate", parts.sizes().hidden(), count, false), routing, experts, null);
  }
}

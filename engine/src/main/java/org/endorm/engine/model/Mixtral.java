package org.endorm.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.endorm.engine.checkpoint.GgufMetadata;
import org.endorm.engine.decoder.Activation;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.Routing;

/**
 * Mistral whose MLP is a choice of experts for each token, weighted by the softmax among the
 * chosen.
 *
 * <p>Source: Jiang et al., arXiv 2401.04088; keys of transformers' {@code MixtralConfig}.
 */
public final class Mixtral implements Architecture {
  @Override
  public String modelType() {
    return "mixtral";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 4096 * 32),
        Map.entry("num_experts_per_tok", 2),
        Map.entry("num_key_value_heads", 8),
        Map.entry("num_local_experts", 8),
        Map.entry("rms_norm_eps", 1e-5),
        Map.entry("rope_theta", 1_000_000.0),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    int window = config.sizeOrNone("sliding_window");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts.attention(at + ".self_attn", false, false).rope(rope).window(window).build(),
              parts.norm(at + ".post_attention_layernorm"),
              experts(config, parts, at + ".block_sparse_moe"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("llama")
            .when(Mixtral::isMixture)
            .pairedRows()
            .names(
                Map.of(
                    "block_sparse_moe.gate", "ffn_gate_inp",
                    "block_sparse_moe.experts.w1", "ffn_gate_exps",
                    "block_sparse_moe.experts.w2", "ffn_down_exps",
                    "block_sparse_moe.experts.w3", "ffn_up_exps"))
            .options(
                options -> {
                  options.experts("num_local_experts");
                  options.size("intermediate_size", "expert_feed_forward_length");
                }));
  }

  /** GGUF calls Mixtral a llama with experts. */
  static boolean isMixture(GgufMetadata metadata) {
    String experts = "llama.expert_count";
    return metadata.has(experts) && metadata.whole(experts) > 0;
  }

  private static Mlp experts(ModelConfig config, LlamaParts parts, String at) {
    int count = Experts.count(config, "num_local_experts");
    int hidden = parts.sizes().hidden();
    int width = config.size("intermediate_size");
    Activation activation = parts.activation("hidden_act");
    List<Mlp> experts =
        IntStream.range(0, count)
            .mapToObj(i -> at + ".experts." + i)
            .<Mlp>map(
                expert ->
                    new Mlp.Gated(
                        parts.linear(expert + ".w1", hidden, width, false),
                        parts.linear(expert + ".w3", hidden, width, false),
                        parts.linear(expert + ".w2", width, hidden, false),
                        activation))
            .toList();
    Routing routing = Routing.softmax(Experts.chosen(config, count), true);
    return new Mlp.Mixture(
        parts.linear(at + ".gate", hidden, count, false), routing, experts, null);
  }
}

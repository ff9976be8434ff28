package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Routing;

/**
 * Unlike Llama: keys and values from a latent vector, one rotated key for all heads, and experts,
 * some shared by all tokens, some chosen by softmax among the best groups.
 *
 * <p>Source: DeepSeek-AI, arXiv 2405.04434; keys of transformers' {@code DeepseekV2Config}.
 */
public final class DeepseekV2 implements Architecture {
  @Override
  public String modelType() {
    return "deepseek_v2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("first_k_dense_replace", 0),
        Map.entry("hidden_act", "silu"),
        Map.entry("kv_lora_rank", 512),
        Map.entry("max_position_embeddings", 2048),
        Map.entry("moe_intermediate_size", 1407),
        Map.entry("n_routed_experts", 64),
        Map.entry("n_shared_experts", 2),
        Map.entry("norm_topk_prob", false),
        Map.entry("q_lora_rank", 1536),
        Map.entry("qk_nope_head_dim", 128),
        Map.entry("qk_rope_head_dim", 64),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("routed_scaling_factor", 1.0),
        Map.entry("tie_word_embeddings", false),
        Map.entry("topk_method", "greedy"),
        Map.entry("v_head_dim", 128));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    config.expect("scoring_func", "softmax");
    // The reference knows no other order of coordinates in this family.
    config.expect("rope_interleave", true);
    // With both, the published code and the reference disagree.
    config.expect("norm_topk_prob", false);
    return new LatentDecoder(config, names).spec(count -> routing(config, count));
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        LatentDecoder.gguf()
            .when(metadata -> !DeepseekV3.scoresBySigmoid(metadata))
            .options(DeepseekV2::ggufGroups));
  }

  private static void ggufGroups(GgufOptions options) {
    options.size("n_group", "expert_group_count");
    options.size("topk_group", "expert_group_used_count");
    boolean grouped = options.has("expert_group_count") && options.value("n_group") > 1;
    options.put("topk_method", grouped ? "group_limited_greedy" : "greedy");
  }

  private static Routing routing(ModelConfig config, int count) {
    int chosen = Experts.chosen(config, count);
    double factor = config.number("routed_scaling_factor");
    String method = config.text("topk_method", "");
    config.has("n_group");
    config.has("topk_group");
    return switch (method) {
      case "greedy" ->
          new Routing(
              chosen, Routing.Score.SOFTMAX, null, 1, 1, Routing.GroupRank.BEST, false, factor);
      case "group_limited_greedy" ->
          new Routing(
              chosen,
              Routing.Score.SOFTMAX,
              null,
              Experts.groups(config, count),
              Experts.openGroups(config, count),
              Routing.GroupRank.BEST,
              false,
              factor);
      default -> throw config.unsupported("topk_method " + method + " is not supported");
    };
  }
}

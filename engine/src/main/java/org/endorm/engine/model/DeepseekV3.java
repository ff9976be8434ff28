package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.checkpoint.GgufMetadata;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Routing;

/**
 * DeepSeek-V2 with experts scored by a sigmoid each, and a learned bias that enters only their
 * choice.
 *
 * <p>Layers that predict further tokens ahead, where the checkpoint has them, are left alone.
 *
 * <p>Source: DeepSeek-AI, arXiv 2412.19437; keys of transformers' {@code DeepseekV3Config}.
 */
public final class DeepseekV3 implements Architecture {
  /** Of the ways to score that GGUF numbers. */
  private static final int SIGMOID = 2;

  @Override
  public String modelType() {
    return "deepseek_v3";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("first_k_dense_replace", 3),
        Map.entry("hidden_act", "silu"),
        Map.entry("kv_lora_rank", 512),
        Map.entry("max_position_embeddings", 4096),
        Map.entry("moe_intermediate_size", 2048),
        Map.entry("n_group", 8),
        Map.entry("n_routed_experts", 256),
        Map.entry("n_shared_experts", 1),
        Map.entry("norm_topk_prob", true),
        Map.entry("num_experts_per_tok", 8),
        Map.entry("q_lora_rank", 1536),
        Map.entry("qk_nope_head_dim", 128),
        Map.entry("qk_rope_head_dim", 64),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("rope_interleave", true),
        Map.entry("routed_scaling_factor", 2.5),
        Map.entry("tie_word_embeddings", false),
        Map.entry("topk_group", 4),
        Map.entry("v_head_dim", 128));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    config.expect("scoring_func", "sigmoid");
    config.expect("topk_method", "noaux_tc");
    config.has("num_nextn_predict_layers");
    config.has("num_mtp_layers");
    return new LatentDecoder(config, names)
        .choiceBias("gate.e_score_correction_bias")
        .spec(count -> routing(config, count));
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        LatentDecoder.gguf()
            .when(DeepseekV3::scoresBySigmoid)
            .options(
                options -> {
                  options.put("n_group", 1);
                  options.put("topk_group", 1);
                  options.size("n_group", "expert_group_count");
                  options.size("topk_group", "expert_group_used_count");
                }));
  }

  /** GGUF has one name for both DeepSeeks. */
  static boolean scoresBySigmoid(GgufMetadata metadata) {
    String key = "deepseek2.expert_gating_func";
    return metadata.has(key) && metadata.integer(key) == SIGMOID;
  }

  private static Routing routing(ModelConfig config, int count) {
    return new Routing(
        Experts.chosen(config, count),
        Routing.Score.SIGMOID,
        null,
        Experts.groups(config, count),
        Experts.openGroups(config, count),
        Routing.GroupRank.SUM_OF_BEST_TWO,
        config.flag("norm_topk_prob", true),
        config.number("routed_scaling_factor"));
  }
}

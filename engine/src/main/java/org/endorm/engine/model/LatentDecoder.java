package org.endorm.engine.model;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.endorm.engine.decoder.Activation;
import org.endorm.engine.decoder.Attention;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.Routing;
import org.jspecify.annotations.Nullable;

/** The decoder of the DeepSeek families, which differ in how they route. */
final class LatentDecoder {
  /** Of the norms within attention; the config's own is for the others. */
  private static final double LATENT_EPSILON = 1e-6;

  private final ModelConfig config;
  private final WeightNames names;
  private final LlamaParts parts;
  private final int unturned;
  private final int turned;
  private final int valueDim;
  private @Nullable String choiceBias;

  LatentDecoder(ModelConfig config, WeightNames names) {
    this.config = config;
    this.names = names;
    this.unturned = config.size("qk_nope_head_dim");
    this.turned = config.size("qk_rope_head_dim");
    this.valueDim = config.size("v_head_dim");
    config.expect("head_dim", turned);
    config.expect("qk_head_dim", turned + unturned);
    config.expect("moe_layer_freq", 1);
    this.parts = new LlamaParts(config, names);
    int heads = parts.sizes().heads();
    config.expect("num_key_value_heads", heads);
    long widest = (long) heads * (turned + unturned + valueDim);
    if (widest > 1 << 24) {
      throw config.invalid("qk_nope_head_dim", "times " + heads + " heads is impossibly large");
    }
  }

  /** The name, within an MLP, of what is added to the scores when experts are chosen. */
  LatentDecoder choiceBias(String name) {
    this.choiceBias = name;
    return this;
  }

  /**
   * @param routing by the number of experts
   */
  DecoderSpec spec(IntFunction<Routing> routing) {
    Rope.Pairing pairing =
        config.flag("rope_interleave", true) ? Rope.Pairing.NEIGHBOURS : Rope.Pairing.HALVES;
    Rope.Rotary rope = RotaryFrequencies.of(config, pairing, turned);
    double scale = RotaryFrequencies.latentScale(config) / Math.sqrt(turned + unturned);
    int dense = config.sizeOrNone("first_k_dense_replace");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              attention(at + ".self_attn", rope, scale),
              parts.norm(at + ".post_attention_layernorm"),
              i < dense
                  ? parts.gated(at + ".mlp", config.flag("mlp_bias", false))
                  : mixture(at + ".mlp", routing));
        });
  }

  private Attention attention(String at, Rope.Rotary rope, double scale) {
    int heads = parts.sizes().heads();
    int hidden = parts.sizes().hidden();
    boolean bias = config.flag("attention_bias", false);
    int latent = config.size("kv_lora_rank");
    return new Attention.Latent(
        queryDown(at, bias),
        queryNorm(at),
        queryUp(at),
        parts.linear(at + ".kv_a_proj_with_mqa", hidden, latent + turned, bias),
        new Norm.Rms(names.weight(at + ".kv_a_layernorm.weight"), latent, LATENT_EPSILON, 0),
        parts.linear(at + ".kv_b_proj", latent, heads * (unturned + valueDim), false),
        parts.linear(at + ".o_proj", heads * valueDim, hidden, bias),
        heads,
        unturned,
        turned,
        valueDim,
        rope,
        scale);
  }

  private @Nullable LinearSpec queryDown(String at, boolean bias) {
    int rank = config.sizeOrNone("q_lora_rank");
    return rank == 0 ? null : parts.linear(at + ".q_a_proj", parts.sizes().hidden(), rank, bias);
  }

  private Norm queryNorm(String at) {
    int rank = config.sizeOrNone("q_lora_rank");
    return rank == 0
        ? Norm.NONE
        : new Norm.Rms(names.weight(at + ".q_a_layernorm.weight"), rank, LATENT_EPSILON, 0);
  }

  private LinearSpec queryUp(String at) {
    int rank = config.sizeOrNone("q_lora_rank");
    int width = parts.sizes().heads() * (turned + unturned);
    return rank == 0
        ? parts.linear(at + ".q_proj", parts.sizes().hidden(), width, false)
        : parts.linear(at + ".q_b_proj", rank, width, false);
  }

  private Mlp mixture(String at, IntFunction<Routing> routing) {
    int count = Experts.count(config, "n_routed_experts");
    int width = config.size("moe_intermediate_size");
    boolean bias = config.flag("mlp_bias", false);
    Activation activation = parts.activation("hidden_act");
    List<Mlp> experts =
        IntStream.range(0, count)
            .<Mlp>mapToObj(i -> parts.gated(at + ".experts." + i, width, bias, activation))
            .toList();
    int shared = Math.multiplyExact(width, Experts.count(config, "n_shared_experts"));
    Routing choice = routing.apply(count);
    return new Mlp.Mixture(
        parts.linear(at + ".gate", parts.sizes().hidden(), count, false),
        choiceBias == null ? choice : choice.withBias(names.weight(at + "." + choiceBias)),
        experts,
        parts.gated(at + ".shared_experts", shared, bias, activation));
  }

  /** What both families have in common in GGUF files. */
  static GgufDialect gguf() {
    return GgufDialect.of("deepseek2")
        .names(
            Map.ofEntries(
                Map.entry("self_attn.q_a_proj", "attn_q_a"),
                Map.entry("self_attn.q_a_layernorm", "attn_q_a_norm"),
                Map.entry("self_attn.q_b_proj", "attn_q_b"),
                Map.entry("self_attn.kv_a_proj_with_mqa", "attn_kv_a_mqa"),
                Map.entry("self_attn.kv_a_layernorm", "attn_kv_a_norm"),
                Map.entry("self_attn.kv_b_proj", "attn_kv_b"),
                Map.entry("mlp.gate.e_score_correction_bias", "exp_probs_b.bias"),
                Map.entry("mlp.shared_experts.gate_proj", "ffn_gate_shexp"),
                Map.entry("mlp.shared_experts.up_proj", "ffn_up_shexp"),
                Map.entry("mlp.shared_experts.down_proj", "ffn_down_shexp")))
        .onlyOptions(LatentDecoder::ggufOptions);
  }

  private static void ggufOptions(GgufOptions options) {
    options.widths();
    options.put("num_key_value_heads", (long) options.value("num_attention_heads"));
    options.put("rms_norm_eps", options.decimal("attention.layer_norm_rms_epsilon"));
    ggufHeads(options);
    GgufRope rope = new GgufRope(options);
    rope.base();
    rope.latentScaling();
    options.experts("n_routed_experts");
    options.put("n_shared_experts", options.integer("expert_shared_count"));
    options.put("moe_intermediate_size", options.integer("expert_feed_forward_length"));
    options.size("first_k_dense_replace", "leading_dense_block_count");
    options.put("routed_scaling_factor", 1.0);
    options.number("routed_scaling_factor", "expert_weights_scale");
    options.put("norm_topk_prob", options.bool("expert_weights_norm", false));
    options.has("expert_gating_func");
    options.flag("attention_bias", "attn_kv_a_mqa.bias");
  }

  /** Newer files tell the lengths for attention as one head over the latent vector, and apart. */
  private static void ggufHeads(GgufOptions options) {
    options.has("attention.head_count_kv");
    int turned = options.integer("rope.dimension_count");
    int keys = options.either("attention.key_length_mla", "attention.key_length");
    options.put("qk_rope_head_dim", turned);
    options.put("qk_nope_head_dim", keys - turned);
    options.put(
        "v_head_dim", options.either("attention.value_length_mla", "attention.value_length"));
    options.put("kv_lora_rank", options.integer("attention.kv_lora_rank"));
    options.putNull("q_lora_rank");
    options.size("q_lora_rank", "attention.q_lora_rank");
  }
}

package org.endorm.engine.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.Routing;
import org.endorm.engine.decoder.WeightRef;

/**
 * Unlike Llama: windows in every other layer, a sink in each head's softmax, biases throughout, and
 * experts with a clamped gate.
 *
 * <p>Source: OpenAI, arXiv 2508.10925; keys of transformers' {@code GptOssConfig}.
 */
public final class GptOss implements Architecture {
  @Override
  public String modelType() {
    return "gpt_oss";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("attention_bias", true),
        Map.entry("head_dim", 64),
        Map.entry("max_position_embeddings", 131072),
        Map.entry("num_experts_per_tok", 4),
        Map.entry("num_key_value_heads", 8),
        Map.entry("num_local_experts", 128),
        Map.entry("rms_norm_eps", 1e-5),
        Map.entry("rope_theta", 150_000.0),
        Map.entry("sliding_window", 128),
        Map.entry("swiglu_alpha", 1.702),
        Map.entry("swiglu_limit", 7.0),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    config.expect("hidden_act", "silu");
    LlamaParts parts = new LlamaParts(config, names);
    if (!config.has("rope_scaling") && !config.has("rope_parameters")) {
      throw config.invalid("rope_parameters", "is missing");
    }
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    // The same as original_max_position_embeddings of the rotary embedding, which is what counts.
    config.has("initial_context_length");
    boolean bias = config.flag("attention_bias", true);
    SlidingLayers sliding = SlidingLayers.of(config, parts.sizes().layers(), i -> i % 2 == 0);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .rope(rope)
                  .window(sliding.window(i))
                  .sinks(names.weight(at + ".self_attn.sinks"))
                  .build(),
              parts.norm(at + ".post_attention_layernorm"),
              experts(config, parts, names, at + ".mlp"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gpt-oss")
            .names(
                Map.of(
                    "post_attention_layernorm", "post_attention_norm",
                    "self_attn.sinks", "attn_sinks.weight",
                    "mlp.router", "ffn_gate_inp",
                    "mlp.experts.gate_proj", "ffn_gate_exps.weight",
                    "mlp.experts.gate_proj_bias", "ffn_gate_exps.bias",
                    "mlp.experts.up_proj", "ffn_up_exps.weight",
                    "mlp.experts.up_proj_bias", "ffn_up_exps.bias",
                    "mlp.experts.down_proj", "ffn_down_exps.weight",
                    "mlp.experts.down_proj_bias", "ffn_down_exps.bias"))
            .options(GptOss::ggufOptions));
  }

  private static void ggufOptions(GgufOptions options) {
    options.queryBias("attention_bias");
    options.experts("num_local_experts");
    options.size("intermediate_size", "expert_feed_forward_length");
    options.window();
    options.expect("rope.freq_base_swa", options.value("rope_theta"));
    // Not told; all published models have it so.
    ObjectNode rope = options.object("rope_scaling");
    if (rope.path("rope_type").asText().equals("yarn")) {
      rope.put("truncate", false);
    }
  }

  private static Mlp experts(ModelConfig config, LlamaParts parts, WeightNames names, String at) {
    int count = Experts.count(config, "num_local_experts");
    int hidden = parts.sizes().hidden();
    int width = config.size("intermediate_size");
    List<Mlp> experts =
        IntStream.range(0, count)
            .<Mlp>mapToObj(
                i ->
                    new Mlp.Clamped(
                        half(names, at + ".experts", i, 0, hidden, width),
                        half(names, at + ".experts", i, 1, hidden, width),
                        expert(names, at + ".experts.down_proj", i, width, hidden),
                        config.number("swiglu_alpha"),
                        config.number("swiglu_limit")))
            .toList();
    Routing routing = Routing.softmax(Experts.chosen(config, count), true);
    return new Mlp.Mixture(
        parts.linear(at + ".router", hidden, count, true), routing, experts, null);
  }

  /** Gate (0) or up (1), whose outputs alternate in the published weights. */
  private static LinearSpec half(
      WeightNames names, String at, int expert, int part, int hidden, int width) {
    String apart = at + (part == 0 ? ".gate_proj" : ".up_proj");
    if (names.has(apart)) {
      return expert(names, apart, expert, hidden, width);
    }
    return expert(names, at + ".gate_up_proj", expert, hidden, 2 * width)
        .headPart(width, 2, part, 1);
  }

  /** An expert of a stack, stored as [in, out], or in blocks of four bits as [out, in]. */
  private static LinearSpec expert(WeightNames names, String at, int expert, int in, int out) {
    WeightRef bias = new WeightRef.Entry(names.weight(at + "_bias"), expert);
    if (names.has(at + "_blocks")) {
      WeightRef blocks = new WeightRef.Entry(names.weight(at + "_blocks"), expert);
      WeightRef scales = new WeightRef.Entry(names.weight(at + "_scales"), expert);
      return new LinearSpec(new WeightRef.Mxfp4(blocks, scales), bias, in, out);
    }
    WeightRef stack = names.weight(at);
    WeightRef weight = new WeightRef.Entry(stack, expert);
    return new LinearSpec(names.stacksRows() ? weight : weight.transposed(), bias, in, out);
  }
}

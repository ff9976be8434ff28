package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;

/**
 * Gemma with norms also after attention and MLP, windows in every other layer, soft caps on scores
 * and logits, and a score scale of its own.
 *
 * <p>Source: Gemma Team, arXiv 2408.00118; keys of transformers' {@code Gemma2Config}.
 */
public final class Gemma2 implements Architecture {
  /** What GGUF files call the norms around both parts. */
  static final Map<String, String> SANDWICH_NAMES =
      Map.of(
          "post_attention_layernorm", "post_attention_norm",
          "pre_feedforward_layernorm", "ffn_norm",
          "post_feedforward_layernorm", "post_ffw_norm");

  private static final int LAYERS_OF_27B = 46;

  @Override
  public String modelType() {
    return "gemma2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("attn_logit_softcapping", 50.0),
        Map.entry("final_logit_softcapping", 30.0),
        Map.entry("head_dim", 256),
        Map.entry("hidden_activation", "gelu_pytorch_tanh"),
        Map.entry("max_position_embeddings", 8192),
        Map.entry("num_key_value_heads", 4),
        Map.entry("query_pre_attn_scalar", 256),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("sliding_window", 4096),
        Map.entry("tie_word_embeddings", true));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        Gemma.parts(config, names).logitSoftcap(config.number("final_logit_softcapping", 0));
    Rope rope = RotaryFrequencies.of(config, parts.sizes().headDim());
    boolean bias = config.flag("attention_bias", false);
    double scale = 1 / Math.sqrt(config.number("query_pre_attn_scalar"));
    double softcap = config.number("attn_logit_softcapping", 0);
    SlidingLayers sliding = SlidingLayers.of(config, parts.sizes().layers(), i -> i % 2 == 0);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return sandwich(
              parts,
              at,
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .rope(rope)
                  .scale(scale)
                  .softcap(softcap)
                  .window(sliding.window(i)));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gemma2")
            .shiftedNorms()
            .names(SANDWICH_NAMES)
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  options.window();
                  options.expect("rope.freq_base_swa", options.value("rope_theta"));
                  options.number("attn_logit_softcapping", "attn_logit_softcapping");
                  options.number("final_logit_softcapping", "final_logit_softcapping");
                  queryScale(options, LAYERS_OF_27B);
                }));
  }

  /**
   * Not told: the head's size, but in the largest model what falls to a head of the hidden size.
   */
  static void queryScale(GgufOptions options, int layersOfLargest) {
    double perHead = options.value("hidden_size") / options.value("num_attention_heads");
    boolean largest = options.layers() == layersOfLargest;
    options.put("query_pre_attn_scalar", largest ? perHead : options.headDim());
  }

  /** A layer with norms before and after both parts, as Gemma 2 and 3 have it. */
  static Layer sandwich(LlamaParts parts, String at, AttentionDraft attention) {
    return new Layer(
        Layer.Wiring.SEQUENTIAL,
        parts.norm(at + ".input_layernorm"),
        attention.build(),
        parts.norm(at + ".post_attention_layernorm"),
        parts.norm(at + ".pre_feedforward_layernorm"),
        parts.gated(at + ".mlp", "hidden_activation"),
        parts.norm(at + ".post_feedforward_layernorm"),
        1);
  }
}

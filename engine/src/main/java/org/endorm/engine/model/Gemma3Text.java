package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Rope;

/**
 * Gemma 2 with norms over each head of queries and keys in place of the score's soft cap, and
 * rotary embeddings that differ between windowed and full layers.
 *
 * <p>Source: Gemma Team, arXiv 2503.19786; keys of transformers' {@code Gemma3TextConfig}.
 */
public final class Gemma3Text implements Architecture {
  private static final double LOCAL_THETA = 10_000;
  private static final double GLOBAL_THETA = 1_000_000;
  private static final int LAYERS_OF_27B = 62;

  @Override
  public String modelType() {
    return "gemma3_text";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("head_dim", 256),
        Map.entry("hidden_activation", "gelu_pytorch_tanh"),
        Map.entry("hidden_size", 2304),
        Map.entry("intermediate_size", 9216),
        Map.entry("max_position_embeddings", 131072),
        Map.entry("num_attention_heads", 8),
        Map.entry("num_hidden_layers", 26),
        Map.entry("num_key_value_heads", 4),
        Map.entry("query_pre_attn_scalar", 256),
        Map.entry("rms_norm_eps", 1e-6),
        Map.entry("sliding_window", 4096),
        Map.entry("sliding_window_pattern", 6),
        Map.entry("tie_word_embeddings", true),
        Map.entry("vocab_size", 262208));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts =
        Gemma.parts(config, names).logitSoftcap(config.number("final_logit_softcapping", 0));
    config.expect("attn_logit_softcapping", 0);
    Rope local = rope(config, "sliding_attention", "rope_local_base_freq", LOCAL_THETA);
    Rope global = rope(config, "full_attention", "rope_theta", GLOBAL_THETA);
    boolean bias = config.flag("attention_bias", false);
    double scale = 1 / Math.sqrt(config.number("query_pre_attn_scalar"));
    int pattern = config.size("sliding_window_pattern");
    SlidingLayers sliding =
        SlidingLayers.of(config, parts.sizes().layers(), i -> (i + 1) % pattern != 0);
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Gemma2.sandwich(
              parts,
              at,
              parts
                  .attention(at + ".self_attn", bias, bias)
                  .norms(
                      parts.headNorm(at + ".self_attn.q_norm"),
                      parts.headNorm(at + ".self_attn.k_norm"))
                  .rope(sliding.slides(i) ? local : global)
                  .scale(scale)
                  .window(sliding.window(i)));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gemma3")
            .shiftedNorms()
            .names(Gemma2.SANDWICH_NAMES)
            .options(
                options -> {
                  options.queryBias("attention_bias");
                  windows(options);
                  options.number("rope_local_base_freq", "rope.freq_base_swa");
                  options.number("final_logit_softcapping", "final_logit_softcapping");
                  Gemma2.queryScale(options, LAYERS_OF_27B);
                }));
  }

  /** A file that tells no window has none in any layer. */
  private static void windows(GgufOptions options) {
    options.window();
    if (!options.has("attention.sliding_window")) {
      options.allLayersFull();
    }
  }

  /** Stretching ({@code rope_scaling}) is for the full layers alone. */
  private static Rope rope(ModelConfig config, String layers, String thetaOption, double theta) {
    int headDim = config.size("head_dim");
    Optional<ModelConfig> own =
        config.inner("rope_parameters").flatMap(kinds -> kinds.inner(layers));
    Optional<ModelConfig> stretched = config.inner("rope_scaling");
    boolean full = layers.startsWith("full");
    if (own.isPresent() && full && stretched.isPresent()) {
      throw config.unsupported("rope_scaling beside rope_parameters is not supported");
    }
    ModelConfig parameters = own.or(() -> full ? stretched : Optional.empty()).orElse(config);
    double base = config.number(thetaOption, theta);
    base = parameters == config ? base : parameters.number("rope_theta", base);
    return RotaryFrequencies.of(config, parameters, headDim, base);
  }
}

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
import org.endorm.engine.decoder.WeightRef;

/**
 * Unlike Llama: learned position embeddings, layer norms, a plain GELU, biases throughout, and
 * matrices that are fused and stored as [in, out].
 *
 * <p>Source: Radford et al., Language Models are Unsupervised Multitask Learners (2019); keys of
 * transformers' {@code GPT2Config}.
 */
public final class Gpt2 implements Architecture {
  @Override
  public String modelType() {
    return "gpt2";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of(
        "activation_function", "gelu_new",
        "layer_norm_epsilon", 1e-5,
        "n_embd", 768,
        "n_head", 12,
        "n_layer", 12,
        "n_positions", 1024,
        "scale_attn_weights", true,
        "tie_word_embeddings", true,
        "vocab_size", 50257);
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    config.expect("add_cross_attention", false);
    // The order in which scores are scaled; the same numbers up to rounding.
    config.flag("reorder_and_upcast_attn", false);
    int hidden = config.size("n_embd");
    int heads = config.size("n_head");
    if (hidden % heads != 0) {
      throw config.invalid("n_head", "is " + heads + " for a width of " + hidden);
    }
    int context = config.size("n_positions");
    config.expect("n_ctx", context);
    Sizes sizes =
        Sizes.of(config, hidden, config.size("n_layer"), heads, heads, hidden / heads, context);
    Norms norms = Norms.layer(names, config.number("layer_norm_epsilon"), 0);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      String at = "transformer.h." + i;
      layers.add(
          Layer.preNorm(
              norms.of(at + ".ln_1", hidden),
              attention(config, names, sizes, at + ".attn", i),
              norms.of(at + ".ln_2", hidden),
              mlp(config, names, hidden, at + ".mlp")));
    }
    return decoder(config, names, sizes, layers, norms);
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("gpt2")
            .names(
                Map.ofEntries(
                    Map.entry("transformer.wte", "token_embd"),
                    Map.entry("transformer.wpe", "position_embd"),
                    Map.entry("transformer.ln_f", "output_norm"),
                    Map.entry("ln_1", "attn_norm"),
                    Map.entry("ln_2", "ffn_norm"),
                    Map.entry("attn.c_attn", "attn_qkv"),
                    Map.entry("attn.c_proj", "attn_output"),
                    Map.entry("mlp.c_fc", "ffn_up"),
                    Map.entry("mlp.c_proj", "ffn_down")))
            .turned("attn.c_attn.weight", (stored, config) -> stored.transposed())
            .turned("attn.c_proj.weight", (stored, config) -> stored.transposed())
            .turned("mlp.c_fc.weight", (stored, config) -> stored.transposed())
            .turned("mlp.c_proj.weight", (stored, config) -> stored.transposed())
            .onlyOptions(Gpt2::ggufOptions));
  }

  private static void ggufOptions(GgufOptions options) {
    options.widths();
    options.layerNorm("layer_norm_epsilon");
    options.expect("attention.head_count_kv", options.value("num_attention_heads"));
    options.rename(
        Map.of(
            "hidden_size", "n_embd",
            "num_hidden_layers", "n_layer",
            "num_attention_heads", "n_head",
            "max_position_embeddings", "n_positions",
            "intermediate_size", "n_inner"));
  }

  private static DecoderSpec decoder(
      ModelConfig config, WeightNames names, Sizes sizes, List<Layer> layers, Norms norms) {
    WeightRef tokens = names.weight("transformer.wte.weight");
    boolean tied = config.flag("tie_word_embeddings", true) && !names.has("lm_head.weight");
    return new DecoderSpec(
        sizes.vocabulary(),
        sizes.hidden(),
        sizes.context(),
        new Embedding(tokens, names.weight("transformer.wpe.weight"), 1),
        layers,
        norms.of("transformer.ln_f", sizes.hidden()),
        Head.of(tied ? tokens : names.weight("lm_head.weight")));
  }

  private static Attention attention(
      ModelConfig config, WeightNames names, Sizes sizes, String at, int layer) {
    int hidden = sizes.hidden();
    LinearSpec output = transposed(names, at + ".c_proj", hidden, hidden);
    LinearSpec fused = transposed(names, at + ".c_attn", hidden, 3 * hidden);
    double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(sizes.headDim()) : 1;
    boolean byLayer = config.flag("scale_attn_by_inverse_layer_idx", false);
    return new AttentionDraft(
            fused.rows(0, hidden),
            fused.rows(hidden, hidden),
            fused.rows(2L * hidden, hidden),
            output,
            sizes)
        .scale(byLayer ? scale / (layer + 1) : scale)
        .build();
  }

  private static Mlp mlp(ModelConfig config, WeightNames names, int hidden, String at) {
    int width = config.size("n_inner", 4 * hidden);
    return new Mlp.Plain(
        transposed(names, at + ".c_fc", hidden, width),
        transposed(names, at + ".c_proj", width, hidden),
        Activations.of(config, "activation_function"));
  }

  private static LinearSpec transposed(WeightNames names, String at, int in, int out) {
    WeightRef weight = names.weight(at + ".weight").transposed();
    return new LinearSpec(weight, names.weight(at + ".bias"), in, out);
  }
}

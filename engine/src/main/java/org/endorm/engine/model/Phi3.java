package org.endorm.engine.model;

import java.util.Map;
import java.util.Optional;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.WeightRef;

/**
 * Llama without biases, with queries, keys and values in one matrix and gate and up in another, a
 * rotary embedding of part of the head in its latest, and longer rows by two sets of frequencies.
 *
 * <p>Source: Abdin et al., arXiv 2404.14219; keys of transformers' {@code Phi3Config}.
 */
public final class Phi3 implements Architecture {
  @Override
  public String modelType() {
    return "phi3";
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("hidden_act", "silu"),
        Map.entry("max_position_embeddings", 4096),
        Map.entry("original_max_position_embeddings", 4096),
        Map.entry("rms_norm_eps", 1e-5),
        Map.entry("tie_word_embeddings", false));
  }

  @Override
  public DecoderSpec spec(ModelConfig config, WeightNames names) {
    LlamaParts parts = new LlamaParts(config, names);
    int headDim = parts.sizes().headDim();
    Rope rope = RotaryFrequencies.partial(config, Rope.Pairing.HALVES, headDim, 1);
    int window = config.sizeOrNone("sliding_window");
    config.has("original_max_position_embeddings");
    return parts.decoder(
        i -> {
          String at = "model.layers." + i;
          return Layer.preNorm(
              parts.norm(at + ".input_layernorm"),
              attention(parts, names, at + ".self_attn").rope(rope).window(window).build(),
              parts.norm(at + ".post_attention_layernorm"),
              parts.fusedGated(at + ".mlp"));
        });
  }

  @Override
  public Optional<GgufDialect> gguf() {
    return Optional.of(
        GgufDialect.of("phi3")
            .names(Map.of("self_attn.qkv_proj", "attn_qkv", "mlp.gate_up_proj", "ffn_up"))
            .options(GgufOptions::window));
  }

  private static AttentionDraft attention(LlamaParts parts, WeightNames names, String at) {
    Sizes sizes = parts.sizes();
    WeightRef fused = names.weight(at + ".qkv_proj.weight");
    int queries = sizes.queryWidth();
    int keys = sizes.keyWidth();
    return new AttentionDraft(
        parts.part(fused, 0, queries),
        parts.part(fused, queries, keys),
        parts.part(fused, (long) queries + keys, keys),
        parts.linear(at + ".o_proj", queries, sizes.hidden(), false),
        sizes);
  }
}

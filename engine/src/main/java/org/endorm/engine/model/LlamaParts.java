package org.endorm.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.endorm.engine.decoder.Activation;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Embedding;
import org.endorm.engine.decoder.Head;
import org.endorm.engine.decoder.Layer;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.Mlp;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.WeightRef;

/**
 * The parts that Llama and its kin are put together from: sizes under the usual option names,
 * weights under the usual weight names.
 */
final class LlamaParts {
  private final ModelConfig config;
  private final WeightNames names;
  private final Sizes sizes;
  private Norms norms;
  private double embeddingMultiplier = 1;
  private double logitMultiplier = 1;
  private double logitSoftcap;
  private String finalNorm = "model.norm";
  private boolean headBias;

  LlamaParts(ModelConfig config, WeightNames names) {
    this.config = config;
    this.names = names;
    this.sizes = Sizes.of(config);
    this.norms = Norms.rms(names, config.number("rms_norm_eps", 1e-6), 0);
  }

  Sizes sizes() {
    return sizes;
  }

  /** Replaces the RMS norms. */
  LlamaParts norms(Norms replacement) {
    this.norms = replacement;
    return this;
  }

  LlamaParts finalNorm(String at) {
    this.finalNorm = at;
    return this;
  }

  LlamaParts embeddingMultiplier(double multiplier) {
    this.embeddingMultiplier = multiplier;
    return this;
  }

  LlamaParts logitMultiplier(double multiplier) {
    this.logitMultiplier = multiplier;
    return this;
  }

  LlamaParts logitSoftcap(double softcap) {
    this.logitSoftcap = softcap;
    return this;
  }

  LlamaParts headBias() {
    this.headBias = true;
    return this;
  }

  /** The whole: embedding, layers, norm, and a head of its own or the embedding's. */
  DecoderSpec decoder(IntFunction<Layer> layer) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(layer.apply(i));
    }
    WeightRef tokens = names.weight("model.embed_tokens.weight");
    WeightRef bias = headBias ? names.weight("lm_head.bias") : null;
    return new DecoderSpec(
        sizes.vocabulary(),
        sizes.hidden(),
        sizes.context(),
        new Embedding(tokens, null, embeddingMultiplier),
        layers,
        norm(finalNorm),
        new Head(head(tokens), bias, logitMultiplier, logitSoftcap));
  }

  /** A head that the checkpoint holds counts even where the config ties it to the embedding. */
  private WeightRef head(WeightRef tokens) {
    boolean tied = config.flag("tie_word_embeddings", false);
    return tied && !names.has("lm_head.weight") ? tokens : names.weight("lm_head.weight");
  }

  Norm norm(String at) {
    return norms.of(at, sizes.hidden());
  }

  Norm norm(String at, int width) {
    return norms.of(at, width);
  }

  /** A norm over each head. */
  Norm headNorm(String at) {
    return norms.of(at, sizes.headDim());
  }

  LinearSpec linear(String at, int in, int out, boolean biased) {
    return names.linear(at, in, out, biased);
  }

  /** Projections {@code q_proj, k_proj, v_proj, o_proj}, to be completed. */
  AttentionDraft attention(String at, boolean bias, boolean outputBias) {
    return attention(at, "o_proj", bias, outputBias);
  }

  AttentionDraft attention(String at, String output, boolean bias, boolean outputBias) {
    int hidden = sizes.hidden();
    return new AttentionDraft(
        linear(at + ".q_proj", hidden, sizes.queryWidth(), bias),
        linear(at + ".k_proj", hidden, sizes.keyWidth(), bias),
        linear(at + ".v_proj", hidden, sizes.keyWidth(), bias),
        linear(at + "." + output, sizes.queryWidth(), hidden, outputBias),
        sizes);
  }

  /** {@code gate_proj, up_proj, down_proj} of the config's {@code intermediate_size}. */
  Mlp.Gated gated(String at, boolean bias) {
    return gated(at, config.size("intermediate_size"), bias, activation("hidden_act"));
  }

  /** The same, with an activation under another option. */
  Mlp.Gated gated(String at, String activationOption) {
    return gated(at, config.size("intermediate_size"), false, activation(activationOption));
  }

  Mlp.Gated gated(String at, int width, boolean bias, Activation activation) {
    return new Mlp.Gated(
        linear(at + ".gate_proj", sizes.hidden(), width, bias),
        linear(at + ".up_proj", sizes.hidden(), width, bias),
        linear(at + ".down_proj", width, sizes.hidden(), bias),
        activation);
  }

  /** {@code gate_up_proj}, the gate's rows first, and {@code down_proj}. */
  Mlp.Gated fusedGated(String at) {
    int width = config.size("intermediate_size");
    String fused = at + ".gate_up_proj.weight";
    return new Mlp.Gated(
        part(names.weight(fused), 0, width),
        part(names.weight(fused), width, width),
        linear(at + ".down_proj", width, sizes.hidden(), false),
        activation("hidden_act"));
  }

  /** Rows of a fused weight over the hidden state. */
  LinearSpec part(WeightRef fused, long from, int count) {
    return new LinearSpec(fused.rows(from, count), null, sizes.hidden(), count);
  }

  Activation activation(String option) {
    return Activations.of(config, option);
  }
}

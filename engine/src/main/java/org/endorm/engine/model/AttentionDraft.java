package org.endorm.engine.model;

import org.endorm.engine.decoder.Attention;
import org.endorm.engine.decoder.LinearSpec;
import org.endorm.engine.decoder.Norm;
import org.endorm.engine.decoder.Rope;
import org.endorm.engine.decoder.WeightRef;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Attention} in the making, to which a family adds what it has beyond the plain one:
 * scores over √headDim, no norms, no positions, no window.
 */
final class AttentionDraft {
  private final LinearSpec query;
  private final LinearSpec key;
  private final LinearSpec value;
  private final LinearSpec output;
  private final Sizes sizes;
  private Norm queryNorm = Norm.NONE;
  private Norm keyNorm = Norm.NONE;
  private Rope rope = Rope.NONE;
  private double scale;
  private int window;
  private double softcap;
  private @Nullable WeightRef sinks;

  AttentionDraft(
      LinearSpec query, LinearSpec key, LinearSpec value, LinearSpec output, Sizes sizes) {
    this.query = query;
    this.key = key;
    this.value = value;
    this.output = output;
    this.sizes = sizes;
    this.scale = 1 / Math.sqrt(sizes.headDim());
  }

  AttentionDraft norms(Norm ofQueries, Norm ofKeys) {
    this.queryNorm = ofQueries;
    this.keyNorm = ofKeys;
    return this;
  }

  AttentionDraft rope(Rope added) {
    this.rope = added;
    return this;
  }

  AttentionDraft scale(double factor) {
    this.scale = factor;
    return this;
  }

  /** Sees only so many last positions; 0 for all. */
  AttentionDraft window(int positions) {
    this.window = positions;
    return this;
  }

  AttentionDraft softcap(double cap) {
    this.softcap = cap;
    return this;
  }

  AttentionDraft sinks(WeightRef logits) {
    this.sinks = logits;
    return this;
  }

  Attention build() {
    return new Attention.Grouped(
        query,
        key,
        value,
        output,
        sizes.heads(),
        sizes.kvHeads(),
        sizes.headDim(),
        queryNorm,
        keyNorm,
        rope,
        scale,
        window,
        softcap,
        sinks);
  }
}

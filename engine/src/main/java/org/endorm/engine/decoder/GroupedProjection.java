package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;

/** {@link Attention.Grouped} with its numbers. */
final class GroupedProjection implements HeadProjection {
  private final Attention.Grouped spec;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Normalizer queryNorm;
  private final Normalizer keyNorm;

  GroupedProjection(Attention.Grouped spec, Weights weights) {
    this.spec = spec;
    this.query = Linear.of(spec.query(), weights);
    this.key = Linear.of(spec.key(), weights);
    this.value = Linear.of(spec.value(), weights);
    this.queryNorm = Normalizer.of(spec.queryNorm(), weights);
    this.keyNorm = Normalizer.of(spec.keyNorm(), weights);
  }

  @Override
  public Tensor queries(Tensor x, int row, AttentionContext context) {
    Tensor q = heads(query.apply(x), spec.heads(), spec.queryNorm(), queryNorm);
    turn(q, row, context);
    return q;
  }

  @Override
  public KeyValues keyValues(Tensor x, int row, AttentionContext context) {
    Tensor k = heads(key.apply(x), spec.kvHeads(), spec.keyNorm(), keyNorm);
    turn(k, row, context);
    return new KeyValues(k, value.apply(x).view(-1, spec.kvHeads(), spec.headDim()));
  }

  private void turn(Tensor heads, int row, AttentionContext context) {
    if (spec.rope() instanceof Rope.Rotary rotary) {
      context.rope(rotary).turn(heads, row);
    }
  }

  private Tensor heads(Tensor x, int heads, Norm norm, Normalizer normalizer) {
    if (width(norm) == spec.headDim()) {
      return normalizer.apply(x.view(-1, heads, spec.headDim()));
    }
    return normalizer.apply(x).view(-1, heads, spec.headDim());
  }

  private static int width(Norm norm) {
    return switch (norm) {
      case Norm.None none -> 0;
      case Norm.Rms rms -> rms.width();
      case Norm.Layer layer -> layer.width();
      case Norm.PerHead perHead -> perHead.width();
    };
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** An {@link Attention} with its numbers. */
final class AttentionPart {
  private final Attention spec;
  private final HeadProjection projection;
  private final Linear output;
  private final @Nullable Tensor sinks;

  AttentionPart(Attention spec, Weights weights) {
    this.spec = spec;
    this.projection = HeadProjection.of(spec, weights);
    this.output = Linear.robust(spec.output(), weights);
    this.sinks = spec.sinks() == null ? null : weights.vector(spec.sinks(), spec.heads());
  }

  Attention spec() {
    return spec;
  }

  /** What each row reads: shape [n, hidden] to [n, heads · valueDim]. */
  Tensor read(int layer, Tensor x, Normalizer norm, AttentionContext context, Crew crew) {
    HeadProjection.Heads heads =
        RowBlocks.project(
            x, spec, crew, (rows, from) -> scaled(projection.of(norm.apply(rows), from, context)));
    return context.attend(layer, this, heads.queries(), heads.keys(), heads.values());
  }

  /** The factor on q·k goes to q, which is smaller than the scores. */
  private HeadProjection.Heads scaled(HeadProjection.Heads heads) {
    heads.queries().mul_(new Scalar(spec.scale()));
    return heads;
  }

  /** Back to the residual stream: shape [n, heads · valueDim] to [n, hidden]. */
  Tensor output(Tensor read, Epilogue epilogue) {
    return output.apply(read, epilogue);
  }

  /**
   * Attention weights of the scaled scores of some heads.
   *
   * @param scores shape [n, heads/kvHeads, rows, keys], scale·q·k; changed in place
   * @param kvHead the first of the n heads of keys and values
   * @param mask added to the last columns of the scores: shape [rows, m], 0 or −∞
   * @return shape as scores, in whose memory it may lie
   */
  Tensor weights(Tensor scores, int kvHead, Tensor mask) {
    if (spec.softcap() > 0) {
      scores.div_(new Scalar(spec.softcap())).tanh_().mul_(new Scalar(spec.softcap()));
    }
    long keys = scores.size(3);
    long masked = mask.size(1);
    scores.narrow(3, keys - masked, masked).add_(mask);
    if (sinks == null) {
      torch.softmax_out(scores, scores, 3);
      return scores;
    }
    long group = scores.size(1);
    Tensor sink =
        sinks
            .narrow(0, kvHead * group, scores.size(0) * group)
            .view(scores.size(0), group, 1, 1)
            .expand(scores.size(0), group, scores.size(2), 1);
    return torch.cat(new TensorVector(scores, sink), 3).softmax(3).narrow(3, 0, keys);
  }
}

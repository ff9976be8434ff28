package org.endorm.engine.decoder;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;
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

  /**
   * What each row reads: computed for all rows at once, or, where a block needs no other queries
   * than its own, when it is asked for.
   *
   * @param x shape [n, hidden]; a block may be overwritten once it was read
   */
  Reading reading(int layer, Tensor x, Normalizer norm, AttentionContext context, Crew crew) {
    AttentionContext.ByBlock byBlock = GradMode.is_enabled() ? null : context.byBlock();
    if (byBlock == null) {
      return Reading.done(TensorScope.tidy(() -> attend(layer, x, norm, context, crew)));
    }
    HeadProjection.KeyValues all = HeadProjection.KeyValues.empty(spec, x.size(0), x.options());
    RowBlocks.each(
        x,
        crew,
        (rows, from) -> all.put(projection.keyValues(norm.apply(rows), from, context), from));
    return new Reading() {
      @Override
      public Tensor of(Tensor rows, int from) {
        Tensor queries = scaled(projection.queries(norm.apply(rows), from, context));
        return byBlock.attend(AttentionPart.this, from, queries, all.keys(), all.values());
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }

  private Tensor attend(int layer, Tensor x, Normalizer norm, AttentionContext context, Crew crew) {
    if (GradMode.is_enabled() || x.size(0) <= Linear.BLOCK_ROWS) {
      Tensor own = norm.apply(x);
      HeadProjection.KeyValues all = projection.keyValues(own, 0, context);
      Tensor queries = scaled(projection.queries(own, 0, context));
      return context.attend(layer, this, queries, all.keys(), all.values());
    }
    HeadProjection.KeyValues all = HeadProjection.KeyValues.empty(spec, x.size(0), x.options());
    long[] shape = {x.size(0), spec.heads(), spec.headDim()};
    Tensor queries = torch.empty(shape, x.options(), null);
    RowBlocks.each(
        x,
        crew,
        (rows, from) -> {
          Tensor own = norm.apply(rows);
          all.put(projection.keyValues(own, from, context), from);
          queries
              .narrow(0, from, rows.size(0))
              .copy_(scaled(projection.queries(own, from, context)));
        });
    return context.attend(layer, this, queries, all.keys(), all.values());
  }

  /** The factor on q·k goes to q, which is smaller than the scores. */
  private Tensor scaled(Tensor queries) {
    return queries.mul_(new Scalar(spec.scale()));
  }

  /** Back to the residual stream: shape [n, heads · valueDim] to [n, hidden]. */
  Tensor output(Tensor read, Epilogue epilogue) {
    return output.apply(read, epilogue);
  }

  /**
   * Attention weights of the scaled scores of some heads.
   *
   * @param scores shape [n, own, rows, keys], scale·q·k of own heads for each of n heads of keys;
   *     changed in place
   * @param head the first of the n · own heads
   * @param mask added to the last columns of the scores: shape [rows, m], 0 or −∞
   * @return shape as scores, in whose memory it may lie
   */
  Tensor weights(Tensor scores, int head, Tensor mask) {
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
    long heads = scores.size(0);
    long own = scores.size(1);
    Tensor sink =
        sinks
            .narrow(0, head, heads * own)
            .view(heads, own, 1, 1)
            .expand(heads, own, scores.size(2), 1);
    return torch.cat(new TensorVector(scores, sink), 3).softmax(3).narrow(3, 0, keys);
  }
}

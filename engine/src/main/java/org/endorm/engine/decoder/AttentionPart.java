package org.endorm.engine.decoder;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.TensorScope;

/** An {@link Attention} with its numbers. */
final class AttentionPart {
  private final Attention spec;
  private final HeadProjection projection;
  private final Linear output;
  private final AttentionWeights weights;

  AttentionPart(Attention spec, Weights weights) {
    this.spec = spec;
    this.projection = HeadProjection.of(spec, weights);
    this.output = Linear.robust(spec.output(), weights);
    Tensor sinks = spec.sinks() == null ? null : weights.vector(spec.sinks(), spec.heads());
    this.weights = new AttentionWeights(spec, sinks);
  }

  Attention spec() {
    return spec;
  }

  /** How a row's scores weigh what it reads. */
  AttentionWeights weights() {
    return weights;
  }

  /**
   * What each row reads: computed for all rows at once, or, where a block needs no other queries
   * than its own, when it is asked for.
   *
   * @param x a block of which may be overwritten once it was read
   */
  Reading reading(int layer, States x, Normalizer norm, AttentionContext context, Crew crew) {
    AttentionContext.ByBlock byBlock =
        GradMode.is_enabled() ? null : context.byBlock(this, x.rows().options());
    if (byBlock == null) {
      return Reading.done(TensorScope.tidy(() -> attend(layer, x, norm, context, crew)));
    }
    try {
      RowBlocks.each(
          x,
          crew,
          (rows, from) -> byBlock.put(projection.keyValues(norm.apply(rows), from, context), from));
    } catch (Throwable e) {
      byBlock.close();
      throw e;
    }
    return new Reading() {
      @Override
      public Tensor of(Tensor rows, int from) {
        return byBlock.attend(from, scaled(projection.queries(norm.apply(rows), from, context)));
      }

      @Override
      public void close() {
        byBlock.close();
      }
    };
  }

  private Tensor attend(int layer, States x, Normalizer norm, AttentionContext context, Crew crew) {
    if (GradMode.is_enabled() || x.count() <= Linear.BLOCK_ROWS) {
      Tensor own = norm.apply(x.rows());
      HeadProjection.KeyValues all = projection.keyValues(own, 0, context);
      Tensor queries = scaled(projection.queries(own, 0, context));
      return context.attend(layer, this, queries, all.keys(), all.values());
    }
    AttentionRows layerRows = context.layerRows(spec, x.count(), x.rows().options());
    HeadProjection.KeyValues all = layerRows.keyValues();
    Tensor queries = layerRows.queries();
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
}

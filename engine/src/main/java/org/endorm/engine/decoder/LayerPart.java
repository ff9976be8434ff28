package org.endorm.engine.decoder;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A {@link Layer} with its numbers. */
final class LayerPart {
  private final Layer spec;
  private final int index;
  private final Normalizer preAttention;
  private final AttentionPart attention;
  private final Normalizer postAttention;
  private final Normalizer preMlp;
  private final MlpPart mlp;
  private final Normalizer postMlp;
  private final Packing packing;

  LayerPart(Layer spec, int index, Weights weights) {
    this.spec = spec;
    this.index = index;
    int before = weights.products().size();
    this.preAttention = Normalizer.of(spec.preAttention(), weights);
    this.attention = new AttentionPart(spec.attention(), weights);
    this.postAttention = Normalizer.of(spec.postAttention(), weights);
    this.preMlp = Normalizer.of(spec.preMlp(), weights);
    this.mlp = MlpPart.of(spec.mlp(), weights);
    this.postMlp = Normalizer.of(spec.postMlp(), weights);
    List<Matrix> all = weights.products();
    this.packing = new Packing(all.subList(before, all.size()), weights.residency());
  }

  /**
   * @return x itself, changed in place, unless gradients are kept
   */
  States apply(States x, AttentionContext context, Crew crew) {
    try (Packing.Use use = packing.use()) {
      return spec.mlp() instanceof Mlp.Mixture
          ? mixed(x, context, crew)
          : blockByBlock(x, context, crew);
    }
  }

  private States blockByBlock(States x, AttentionContext context, Crew crew) {
    try (Reading reading = attention.reading(index, x, preAttention, context, crew)) {
      return RowBlocks.map(
          x,
          Linear.BLOCK_ROWS,
          crew,
          (rows, from) -> {
            Tensor h = afterAttention(rows, reading.of(rows, from));
            return afterMlp(h, spec.wiring() == Layer.Wiring.PARALLEL ? rows : h, crew);
          });
    }
  }

  /** A mixture gathers each expert's rows, and so wants all of them at once. */
  private States mixed(States x, AttentionContext context, Crew crew) {
    States h;
    try (Reading reading = attention.reading(index, x, preAttention, context, crew)) {
      h =
          RowBlocks.map(
              x,
              Linear.BLOCK_ROWS,
              crew,
              (rows, from) -> afterAttention(rows, reading.of(rows, from)));
    }
    context.freeLayerRows();
    return RowBlocks.map(h, h.count(), crew, (rows, from) -> afterMlp(rows, rows, crew));
  }

  private Tensor afterAttention(Tensor x, Tensor read) {
    return residual(x, postAttention, end -> attention.output(read, end));
  }

  private Tensor afterMlp(Tensor h, Tensor input, Crew crew) {
    return residual(h, postMlp, end -> mlp.apply(preMlp.apply(input), end, crew));
  }

  /** The residual stream and a part's contribution, which is added as it is computed if it can. */
  private Tensor residual(Tensor x, Normalizer after, Function<Epilogue, Tensor> part) {
    double multiplier = spec.residualMultiplier();
    if (after == Normalizer.NONE && multiplier == 1) {
      return part.apply(Epilogue.plus(x));
    }
    Tensor own = after.apply(part.apply(Epilogue.NONE));
    return x.add(multiplier == 1 ? own : own.mul(new Scalar(multiplier)));
  }
}

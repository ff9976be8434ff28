package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;

/**
 * The executor of any {@link DecoderSpec} up to its head: token ids to hidden states, layer by
 * layer.
 *
 * <p>Safe for concurrent use: it holds weights only, and every forest has a core of its own.
 */
final class DecoderBody {
  private final DecoderSpec spec;
  private final Weights weights;
  private final List<LayerPart> layers;
  private final Normalizer finalNorm;
  private final Crew crew;
  private final int rowStep;

  /**
   * @param weights stay open as long as the body is used
   * @param cores how many compute at the same time
   */
  DecoderBody(DecoderSpec spec, Weights weights, int cores) {
    Libtorch.ready();
    this.spec = spec;
    this.weights = weights;
    this.crew = new Crew(cores);
    this.rowStep = Linear.rowStep(weights.dtype());
    requireEmbedding(spec, weights);
    this.layers = bind(spec.layers(), weights);
    this.finalNorm = Normalizer.of(spec.finalNorm(), weights);
  }

  private static void requireEmbedding(DecoderSpec spec, Weights weights) {
    Embedding embedding = spec.embedding();
    weights.requireMatrix(embedding.tokens(), spec.vocabulary(), spec.hidden());
    if (embedding.positions() != null) {
      weights.requireMatrix(embedding.positions(), spec.context(), spec.hidden());
    }
  }

  private static List<LayerPart> bind(List<Layer> layers, Weights weights) {
    List<LayerPart> parts = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      parts.add(new LayerPart(layers.get(i), i, weights));
    }
    return List.copyOf(parts);
  }

  DecoderSpec spec() {
    return spec;
  }

  Normalizer finalNorm() {
    return finalNorm;
  }

  /** Computes a forest, and what is made of its plan of readouts and its hidden states. */
  <T> T compute(Forest forest, BiFunction<ReadoutPlan, Tensor, T> answer) {
    return compute(layers, forest, answer);
  }

  /**
   * Computes a token by the first layer alone: what the first forest needs is loaded, linked and
   * compiled then, while whoever calls has nothing else to do.
   */
  void prepare() {
    Segment token = new Segment(Segment.ROOT, 0, new int[] {0});
    Forest forest = new Forest(List.of(token), List.of(), Forest.RowLength.SHORT);
    compute(layers.subList(0, 1), forest, (plan, hidden) -> hidden);
  }

  private <T> T compute(
      List<LayerPart> layers, Forest forest, BiFunction<ReadoutPlan, Tensor, T> answer) {
    return crew.compute(
        () -> {
          try (TensorScope scope = new TensorScope();
              TreeAttention context =
                  new TreeAttention(forest, crew, rowStep, weights.dtype().delicate())) {
            int[] ids = context.ids();
            Tensor hidden = hidden(layers, ids, context.positions(), context, crew);
            return answer.apply(new ReadoutPlan(forest, context.offsets(), crew, rowStep), hidden);
          } finally {
            weights.releaseFiles();
          }
        });
  }

  /** Shape [n, hidden], before the final norm. */
  Tensor hidden(int[] ids, int[] at, AttentionContext context, Crew crew) {
    return hidden(layers, ids, at, context, crew);
  }

  private Tensor hidden(
      List<LayerPart> layers, int[] ids, int[] at, AttentionContext context, Crew crew) {
    Tensor x = TensorScope.tidy(() -> embed(ids, at));
    for (LayerPart layer : layers) {
      Tensor next = layer.apply(x, context, crew);
      if (next != x) {
        x.close();
      }
      x = next;
    }
    return x;
  }

  private Tensor embed(int[] ids, int[] at) {
    Embedding embedding = spec.embedding();
    Tensor x = weights.rows(embedding.tokens(), ids);
    if (embedding.multiplier() != 1) {
      x = x.mul(new Scalar(embedding.multiplier()));
    }
    WeightRef positions = embedding.positions();
    return positions == null ? x : x.add(weights.rows(positions, at));
  }
}

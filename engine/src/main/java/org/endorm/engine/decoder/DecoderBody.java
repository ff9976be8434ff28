package org.endorm.engine.decoder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

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
  private final long largeStates;

  /**
   * @param weights stay open as long as the body is used
   * @param cores how many compute at the same time
   */
  DecoderBody(DecoderSpec spec, Weights weights, int cores) {
    this(spec, weights, cores, States.LARGE);
  }

  /**
   * @param largeStates bytes of states from which on those of a row that is alone lie in a file
   */
  DecoderBody(DecoderSpec spec, Weights weights, int cores, long largeStates) {
    Libtorch.ready();
    this.largeStates = largeStates;
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
  <T> T compute(Forest forest, BiFunction<ReadoutPlan, States, T> answer) {
    return compute(layers, forest, answer);
  }

  /**
   * Computes a token by the first layer alone: what the first forest needs is loaded, linked and
   * compiled then, while whoever calls has nothing else to do.
   */
  void prepare() {
    Segment token = new Segment(Segment.ROOT, 0, new int[] {0});
    Forest forest = new Forest(List.of(token), List.of(), Forest.RowLength.SHORT);
    compute(layers.subList(0, 1), forest, (plan, hidden) -> plan);
  }

  private <T> T compute(
      List<LayerPart> layers, Forest forest, BiFunction<ReadoutPlan, States, T> answer) {
    return crew.compute(
        () -> {
          try (TensorScope scope = new TensorScope();
              TreeAttention context =
                  new TreeAttention(forest, crew, rowStep, weights.dtype().delicate());
              States states = embedded(forest, context)) {
            States hidden = throughLayers(layers, states, context, crew);
            return answer.apply(new ReadoutPlan(forest, context.offsets(), crew, rowStep), hidden);
          } finally {
            weights.releaseFiles();
          }
        });
  }

  /** Shape [n, hidden], before the final norm. */
  Tensor hidden(int[] ids, int[] at, AttentionContext context, Crew crew) {
    Tensor embedded = TensorScope.tidy(() -> embed(ids, at));
    return throughLayers(layers, States.of(embedded), context, crew).rows();
  }

  private static States throughLayers(
      List<LayerPart> layers, States states, AttentionContext context, Crew crew) {
    States x = states;
    for (LayerPart layer : layers) {
      States next = layer.apply(x, context, crew);
      if (next != x) {
        x.rows().close();
      }
      x = next;
    }
    return x;
  }

  private States embedded(Forest forest, TreeAttention context) {
    int[] ids = context.ids();
    int[] at = context.positions();
    States states = room(ids.length, forest.segments().size() == 1);
    try {
      RowBlocks.each(
          states,
          crew,
          (rows, from) -> {
            int to = from + Math.toIntExact(rows.size(0));
            rows.copy_(embed(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(at, from, to)));
          });
      return states;
    } catch (Throwable e) {
      states.close();
      throw e;
    }
  }

  /** The states of a long row that is alone lie in a file, or in memory where there is no place. */
  private States room(int rows, boolean alone) {
    if (alone && Tensors.bytes((long) rows * spec.hidden()) >= largeStates) {
      try {
        return States.inFile(rows, spec.hidden());
      } catch (IOException e) {
        return States.inMemory(rows, spec.hidden());
      }
    }
    return States.inMemory(rows, spec.hidden());
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

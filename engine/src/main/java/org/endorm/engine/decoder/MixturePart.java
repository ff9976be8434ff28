package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Mlp.Mixture} with its numbers.
 *
 * <p>What a token gets does not depend on the others: an expert's rows are filled up to whole
 * blocks of {@link Linear#BLOCK_ROWS}, and a token's sum runs over its experts in their order.
 */
final class MixturePart implements MlpPart {
  /** Experts side by side: bounds what their rows take. */
  private static final int GROUP = 8;

  private final Routing routing;
  private final Linear router;
  private final @Nullable Tensor choiceBias;
  private final List<MlpPart> experts;
  private final @Nullable MlpPart shared;

  MixturePart(Mlp.Mixture mixture, Weights weights) {
    this.routing = mixture.routing();
    this.router = Linear.of(mixture.router(), weights, Dtype.FLOAT32);
    this.choiceBias =
        routing.bias() == null ? null : weights.vector(routing.bias(), mixture.experts().size());
    this.experts = mixture.experts().stream().map(mlp -> MlpPart.of(mlp, weights)).toList();
    this.shared = mixture.shared() == null ? null : MlpPart.of(mixture.shared(), weights);
  }

  @Override
  public Tensor apply(Tensor x, Epilogue epilogue, Crew crew) {
    Tensor scores = scores(x);
    int[][] chosen = new ExpertChoice(routing, experts.size()).of(ranking(scores));
    Tensor weights = weights(scores, chosen);
    Tensor out = shared == null ? torch.zeros_like(x) : ofShared(x, crew);
    for (int from = 0; from < experts.size(); from += GROUP) {
      try (TensorScope scope = new TensorScope()) {
        Group group = new Group(from, Math.min(from + GROUP, experts.size()), chosen);
        group.addTo(out, group.output(x, crew), weights);
      }
    }
    return epilogue.apply(out);
  }

  private Tensor ofShared(Tensor x, Crew crew) {
    return RowBlocks.made(x, crew, (rows, from) -> shared.apply(rows, Epilogue.NONE, Crew.ALONE));
  }

  /** Some experts' rows, one expert after the other, each filled up to whole blocks. */
  private final class Group {
    private final List<Share> shares = new ArrayList<>();
    private final List<Integer> expertOf = new ArrayList<>();
    private int[] rows = {};

    /** An expert's rows of x, and where they begin among the group's. */
    private record Share(int expert, int[] rows, int from) {}

    Group(int first, int end, int[][] chosen) {
      for (int expert = first; expert < end; expert++) {
        int[] own = rowsOf(expert, chosen);
        if (own.length > 0) {
          shares.add(new Share(expert, own, rows.length));
          int[] filled = wholeBlocks(own);
          rows = IntStream.concat(Arrays.stream(rows), Arrays.stream(filled)).toArray();
          expertOf.addAll(Collections.nCopies(filled.length / Linear.BLOCK_ROWS, expert));
        }
      }
    }

    /** What the experts make of their rows of x. */
    Tensor output(Tensor x, Crew crew) {
      Tensor input = x.index_select(0, Tensors.indexes(rows));
      return RowBlocks.made(
          input,
          crew,
          (own, from) -> {
            MlpPart expert = experts.get(expertOf.get(from / Linear.BLOCK_ROWS));
            return expert.apply(own, Epilogue.NONE, Crew.ALONE);
          });
    }

    /** Adds each expert's part to its rows, in the experts' order. */
    void addTo(Tensor out, Tensor output, Tensor weights) {
      for (Share share : shares) {
        Tensor own = Tensors.indexes(share.rows);
        Tensor weight = weights.narrow(1, share.expert, 1).index_select(0, own);
        Tensor part = output.narrow(0, share.from, share.rows.length);
        out.index_add_(0, own, part.mul(weight));
      }
    }
  }

  private Tensor scores(Tensor x) {
    Tensor logits = router.apply(x);
    return switch (routing.score()) {
      case SOFTMAX -> logits.softmax(1);
      case SIGMOID -> logits.sigmoid();
    };
  }

  private float[] ranking(Tensor scores) {
    return Tensors.floats(choiceBias == null ? scores : scores.add(choiceBias));
  }

  /** Shape [n, experts], 0 for experts that a token is not given to. */
  private Tensor weights(Tensor scores, int[][] chosen) {
    float[] mask = new float[chosen.length * experts.size()];
    for (int row = 0; row < chosen.length; row++) {
      for (int expert : chosen[row]) {
        mask[row * experts.size() + expert] = 1;
      }
    }
    Tensor weights = scores.mul(Tensors.of(mask, chosen.length, experts.size()));
    if (routing.normalised()) {
      weights = weights.div(total(weights));
    }
    return routing.factor() == 1 ? weights : weights.mul(new Scalar(routing.factor()));
  }

  /** The sum of each row's weights, expert after expert so that no kernel chooses the order. */
  private Tensor total(Tensor weights) {
    Tensor total = weights.narrow(1, 0, 1);
    for (int expert = 1; expert < experts.size(); expert++) {
      total = total.add(weights.narrow(1, expert, 1));
    }
    return total;
  }

  private static int[] rowsOf(int expert, int[][] chosen) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < chosen.length; row++) {
      for (int candidate : chosen[row]) {
        if (candidate == expert) {
          rows.add(row);
        }
      }
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The rows, and the first again up to whole blocks. */
  private static int[] wholeBlocks(int[] rows) {
    int blocks = (rows.length + Linear.BLOCK_ROWS - 1) / Linear.BLOCK_ROWS;
    int[] filled = new int[blocks * Linear.BLOCK_ROWS];
    Arrays.fill(filled, rows[0]);
    System.arraycopy(rows, 0, filled, 0, rows.length);
    return filled;
  }
}

package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * <p>What a token gets does not depend on the others: an expert's rows are filled up to as many as
 * have the same bits wherever they are multiplied, and a token's sum runs over its experts in their
 * order.
 */
final class MixturePart implements MlpPart {
  /** Blocks side by side: bounds what they give, before it is added up. */
  private static final int GROUP = 64;

  private final Routing routing;
  private final Linear router;
  private final @Nullable Tensor choiceBias;
  private final List<MlpPart> experts;
  private final @Nullable MlpPart shared;
  private final int rowStep;

  MixturePart(Mlp.Mixture mixture, Weights weights) {
    this.routing = mixture.routing();
    this.router = Linear.of(mixture.router(), weights, Dtype.FLOAT32);
    this.choiceBias =
        routing.bias() == null ? null : weights.vector(routing.bias(), mixture.experts().size());
    this.experts = mixture.experts().stream().map(mlp -> MlpPart.of(mlp, weights)).toList();
    this.shared = mixture.shared() == null ? null : MlpPart.of(mixture.shared(), weights);
    this.rowStep = Linear.rowStep(weights.dtype(), mixture.width());
  }

  @Override
  public Tensor apply(Tensor x, Epilogue epilogue, Crew crew) {
    Tensor scores = scores(x);
    int[][] chosen = new ExpertChoice(routing, experts.size()).of(ranking(scores));
    Tensor weights = weights(scores, chosen);
    Tensor out = shared == null ? torch.zeros_like(x) : ofShared(x, crew);
    List<Block> blocks = blocks(chosen);
    int rows = Math.min(GROUP, blocks.size()) * Linear.BLOCK_ROWS;
    Tensor room = torch.empty(new long[] {rows, x.size(1)}, x.options(), null);
    for (int from = 0; from < blocks.size(); from += GROUP) {
      List<Block> group = blocks.subList(from, Math.min(from + GROUP, blocks.size()));
      crew.each(group.size(), i -> group.get(i).compute(x, weights, room, i));
      for (int i = 0; i < group.size(); i++) {
        group.get(i).addTo(out, room, i);
      }
    }
    return epilogue.apply(out);
  }

  private Tensor ofShared(Tensor x, Crew crew) {
    return RowBlocks.made(x, crew, (rows, from) -> shared.apply(rows, Epilogue.NONE, Crew.ALONE));
  }

  /** The rows of all experts, one expert after the other. */
  private List<Block> blocks(int[][] chosen) {
    List<Block> blocks = new ArrayList<>();
    List<int[]> rows = rowsByExpert(chosen);
    for (int expert = 0; expert < rows.size(); expert++) {
      int[] all = rows.get(expert);
      for (int from = 0; from < all.length; from += Linear.BLOCK_ROWS) {
        int to = Math.min(from + Linear.BLOCK_ROWS, all.length);
        blocks.add(new Block(expert, Arrays.copyOfRange(all, from, to)));
      }
    }
    return blocks;
  }

  private List<int[]> rowsByExpert(int[][] chosen) {
    List<IntStream.Builder> rows =
        Stream.generate(IntStream::builder).limit(experts.size()).toList();
    for (int row = 0; row < chosen.length; row++) {
      for (int expert : chosen[row]) {
        rows.get(expert).add(row);
      }
    }
    return rows.stream().map(own -> own.build().toArray()).toList();
  }

  /** Rows of x that an expert is given, {@value Linear#BLOCK_ROWS} at most. */
  private final class Block {
    private final int expert;
    private final int[] rows;

    Block(int expert, int[] rows) {
      this.expert = expert;
      this.rows = rows;
    }

    /** Writes what the expert makes of them, times their weights, to its place in the room. */
    void compute(Tensor x, Tensor weights, Tensor room, int place) {
      try (TensorScope scope = new TensorScope()) {
        Tensor filled = Tensors.indexes(RowBlocks.filled(rows, rowStep));
        Tensor own = x.index_select(0, filled);
        Tensor y = experts.get(expert).apply(own, Epilogue.NONE, Crew.ALONE);
        Tensor weight = weights.narrow(1, expert, 1).index_select(0, filled);
        room.narrow(0, first(place), y.size(0)).copy_(y.mul(weight));
      }
    }

    /** Adds that to their sums. */
    void addTo(Tensor sums, Tensor room, int place) {
      try (TensorScope scope = new TensorScope()) {
        Tensor computed = room.narrow(0, first(place), rows.length);
        sums.index_add_(0, Tensors.indexes(rows), computed);
      }
    }

    private static long first(int place) {
      return (long) place * Linear.BLOCK_ROWS;
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
}

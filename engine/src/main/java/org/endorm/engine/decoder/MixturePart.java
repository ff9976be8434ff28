package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    Tensor out = shared == null ? torch.zeros_like(x) : inBlocks(shared, x, crew);
    for (int from = 0; from < experts.size(); from += GROUP) {
      try (TensorScope scope = new TensorScope()) {
        List<Share> shares = shares(from, Math.min(from + GROUP, experts.size()), chosen, x);
        compute(shares, crew);
        shares.forEach(share -> share.addTo(out, weights));
      }
    }
    return epilogue.apply(out);
  }

  private static Tensor inBlocks(MlpPart part, Tensor x, Crew crew) {
    Tensor out = x.clone();
    return RowBlocks.map(
        out, x, Linear.BLOCK_ROWS, crew, (same, rows) -> part.apply(rows, Epilogue.NONE, crew));
  }

  /**
   * An expert's part of the work.
   *
   * @param rows the rows of x that it is given
   * @param input those rows, and the first again up to whole blocks
   * @param output room for what it makes of them
   */
  private record Share(int expert, int[] rows, Tensor input, Tensor output) {
    int blocks() {
      return Math.toIntExact(input.size(0)) / Linear.BLOCK_ROWS;
    }

    void compute(MlpPart part, int block) {
      long from = (long) block * Linear.BLOCK_ROWS;
      try (TensorScope scope = new TensorScope()) {
        Tensor rows = input.narrow(0, from, Linear.BLOCK_ROWS);
        Tensor made = part.apply(rows, Epilogue.NONE, Crew.ALONE);
        output.narrow(0, from, Linear.BLOCK_ROWS).copy_(made);
      }
    }

    void addTo(Tensor out, Tensor weights) {
      Tensor own = Tensors.indexes(rows);
      Tensor weight = weights.narrow(1, expert, 1).index_select(0, own);
      out.index_add_(0, own, output.narrow(0, 0, rows.length).mul(weight));
    }
  }

  private List<Share> shares(int from, int to, int[][] chosen, Tensor x) {
    List<Share> shares = new ArrayList<>();
    for (int expert = from; expert < to; expert++) {
      int[] rows = rowsOf(expert, chosen);
      if (rows.length > 0) {
        Tensor input = x.index_select(0, Tensors.indexes(wholeBlocks(rows)));
        shares.add(new Share(expert, rows, input, torch.empty_like(input)));
      }
    }
    return shares;
  }

  private void compute(List<Share> shares, Crew crew) {
    record Task(Share share, int block) {}
    List<Task> tasks = new ArrayList<>();
    for (Share share : shares) {
      for (int block = 0; block < share.blocks(); block++) {
        tasks.add(new Task(share, block));
      }
    }
    crew.each(
        tasks.size(),
        i -> {
          Task task = tasks.get(i);
          task.share.compute(experts.get(task.share.expert), task.block);
        });
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

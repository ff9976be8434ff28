package org.endorm.engine.decoder;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * What a block of {@value #BLOCK} queries at fixed positions of their row reads of the keys and
 * values up to the block's end.
 *
 * <p>Every product has a shape that depends on the block's position alone. Scores are computed for
 * as many heads at a time as fit a room that is used again and again: fresh memory would have to be
 * cleared for every block.
 */
final class BlockAttention implements AutoCloseable {
  /** Query rows of a block, and the grid on which keys are cut. */
  static final int BLOCK = Linear.BLOCK_ROWS;

  /** Scores that are computed at a time: 4 MB of them. */
  static final int ROOM = 1 << 20;

  private final int scores;
  private final Map<MaskKey, Tensor> masks = new ConcurrentHashMap<>();
  private final Deque<Tensor> rooms = new ConcurrentLinkedDeque<>();

  /** See {@link AttentionPart#weights}. */
  interface Softmax {
    Tensor weights(Tensor scores, int head, Tensor mask);
  }

  /** A mask is decided by how far back a block looks and how much of that a window leaves. */
  private record MaskKey(int reach, int window) {}

  /**
   * @param scores how many are computed at a time, unless those of one head are more
   */
  BlockAttention(int scores) {
    this.scores = scores;
  }

  /** The first position that the block from a position on sees, on the grid. */
  static int lowestKey(Attention spec, int block) {
    return spec.window() == 0 ? 0 : Math.max(0, block - spec.window() + 1) / BLOCK * BLOCK;
  }

  /**
   * Reads.
   *
   * @param softmax from scaled scores to attention weights
   * @param queries shape [kvHeads, group, BLOCK, headDim], contiguous, scaled
   * @param keys shape [kvHeads, reach, headDim], the block's own the last
   * @param values shape [kvHeads, reach, valueDim]
   * @param at the first query whose reading is asked for
   * @param target shape [kvHeads, group, n, valueDim], for the n queries from there on
   */
  void read(
      Attention spec,
      Softmax softmax,
      Tensor queries,
      Tensor keys,
      Tensor values,
      int at,
      Tensor target) {
    int kv = spec.kvHeads();
    int group = spec.heads() / kv;
    long reach = keys.size(1);
    int most = Math.clamp(scores / (BLOCK * reach), 1, kv * group);
    int step = Math.max(1, most / group);
    int share = Math.min(most, group);
    Tensor mask = mask(Math.toIntExact(reach), spec.window());
    Tensor room = room(step * share * BLOCK * reach, queries);
    try {
      for (int head = 0; head < kv; head += step) {
        int heads = Math.min(step, kv - head);
        for (int first = 0; first < group; first += share) {
          int own = Math.min(share, group - first);
          int number = head * group + first;
          try (TensorScope scope = new TensorScope()) {
            Tensor read =
                ofHeads(
                    byGroup -> softmax.weights(byGroup, number, mask),
                    queries.narrow(0, head, heads).narrow(1, first, own),
                    keys.narrow(0, head, heads),
                    values.narrow(0, head, heads),
                    room);
            target
                .narrow(0, head, heads)
                .narrow(1, first, own)
                .copy_(read.narrow(2, at, target.size(2)));
          }
        }
      }
    } finally {
      rooms.push(room);
    }
  }

  /**
   * What some heads read.
   *
   * @param softmax from their scores, shape [n, own, BLOCK, reach]
   * @param queries shape [n, own, BLOCK, headDim], own for each of n heads of keys, contiguous
   * @param room for their scores
   * @return shape [n, own, BLOCK, valueDim]
   */
  private static Tensor ofHeads(
      UnaryOperator<Tensor> softmax, Tensor queries, Tensor keys, Tensor values, Tensor room) {
    long heads = queries.size(0);
    long own = queries.size(1);
    long reach = keys.size(1);
    Tensor flat = room.narrow(0, 0, heads * own * BLOCK * reach).view(heads, own * BLOCK, reach);
    torch.bmm_out(flat, queries.view(heads, own * BLOCK, -1), keys.transpose(1, 2));
    Tensor weights = softmax.apply(flat.view(heads, own, BLOCK, reach));
    return torch
        .bmm(weights.reshape(heads, own * BLOCK, reach), values)
        .view(heads, own, BLOCK, -1);
  }

  /** Room for so many scores: one that nobody uses now, or a new one. */
  private Tensor room(long wanted, Tensor like) {
    Tensor room = rooms.poll();
    if (room != null && room.numel() >= wanted) {
      return room;
    }
    if (room != null) {
      room.close();
    }
    try (TensorScope scope = new TensorScope()) {
      return TensorScope.keep(torch.empty(new long[] {wanted}, like.options(), null));
    }
  }

  /** Added to the last columns: all that a window may touch, else the block itself. */
  private Tensor mask(int reach, int window) {
    int columns = window == 0 ? BLOCK : reach;
    return masks.computeIfAbsent(new MaskKey(columns, window), BlockAttention::mask);
  }

  /** Shape [BLOCK, reach]; the block's first query stands at column reach − BLOCK. */
  private static Tensor mask(MaskKey key) {
    float[] values = new float[BLOCK * key.reach()];
    for (int row = 0; row < BLOCK; row++) {
      int self = key.reach() - BLOCK + row;
      for (int column = 0; column < key.reach(); column++) {
        boolean seen = column <= self && (key.window() == 0 || column > self - key.window());
        values[row * key.reach() + column] = seen ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return TensorScope.keep(Tensors.of(values, BLOCK, key.reach()));
  }

  @Override
  public void close() {
    masks.values().forEach(Tensor::close);
    rooms.forEach(Tensor::close);
  }
}

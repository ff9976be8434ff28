package org.endorm.engine.decoder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;

/**
 * Attention by libtorch, which sums a row otherwise when others stand beside it: so whole blocks of
 * {@value #BLOCK} queries at fixed positions of their row read the keys and values up to the
 * block's end, filled up with zeros.
 *
 * <p>Every product has a shape that depends on the block's position alone. Scores are computed for
 * as many heads at a time as fit a room of a bounded size.
 */
final class BlockAttention implements PathAttention {
  /** Scores that are computed at a time: 4 MB of them. */
  static final int ROOM = 1 << 20;

  private final int scores;
  private final Map<MaskKey, Tensor> masks = new ConcurrentHashMap<>();
  private final ScratchPool pool = new ScratchPool();

  /** A mask is decided by how far back a block looks and how much of that a window leaves. */
  private record MaskKey(int reach, int window) {}

  /**
   * @param scores how many are computed at a time, unless those of one head are more
   */
  BlockAttention(int scores) {
    this.scores = scores;
  }

  @Override
  public KeyValues room(Attention spec, long capacity, TensorOptions options) {
    long[] keys = {spec.kvHeads(), capacity, spec.headDim()};
    long[] values = {spec.kvHeads(), capacity, spec.valueDim()};
    return new KeyValues(torch.empty(keys, options, null), torch.empty(values, options, null));
  }

  @Override
  public void put(KeyValues rows, int position, KeyValues room) {
    put(rows.keys(), position, room.keys());
    put(rows.values(), position, room.values());
  }

  private static void put(Tensor rows, int position, Tensor room) {
    room.narrow(1, position, rows.size(0)).copy_(rows.permute(1, 0, 2));
  }

  /** What a block does not have is zero: queries before and behind, keys and values behind. */
  @Override
  public void read(
      AttentionWeights weights, Tensor queries, int position, KeyValues room, Tensor out) {
    Attention spec = weights.spec();
    int block = position / BLOCK * BLOCK;
    int end = Math.toIntExact(position + queries.size(0));
    int low = lowestKey(spec, block);
    int reach = block + BLOCK - low;
    room.keys().narrow(1, end, block + BLOCK - end).zero_();
    room.values().narrow(1, end, block + BLOCK - end).zero_();
    read(
        weights,
        wholeBlock(byHead(queries, spec), position - block),
        room.keys().narrow(1, low, reach),
        room.values().narrow(1, low, reach),
        position - block,
        byHead(out, spec));
  }

  /**
   * Rows' heads by the head of keys that they share: [n, heads, dim] to [kvHeads, group, n, dim].
   */
  private static Tensor byHead(Tensor rows, Attention spec) {
    long kv = spec.kvHeads();
    return rows.view(rows.size(0), kv, spec.heads() / kv, -1).permute(1, 2, 0, 3);
  }

  /** Shape [kvHeads, group, BLOCK, headDim]. */
  private static Tensor wholeBlock(Tensor queries, int at) {
    if (queries.size(2) == BLOCK) {
      return queries.contiguous();
    }
    long[] shape = {queries.size(0), queries.size(1), BLOCK, queries.size(3)};
    Tensor block = torch.zeros(shape, queries.options());
    block.narrow(2, at, queries.size(2)).copy_(queries);
    return block;
  }

  /** The first position that the block from a position on sees, on the grid. */
  private static int lowestKey(Attention spec, int block) {
    return spec.window() == 0 ? 0 : Math.max(0, block - spec.window() + 1) / BLOCK * BLOCK;
  }

  /**
   * Reads.
   *
   * @param queries shape [kvHeads, group, BLOCK, headDim], contiguous, scaled
   * @param keys shape [kvHeads, reach, headDim], the block's own the last
   * @param values shape [kvHeads, reach, valueDim]
   * @param at the first query whose reading is asked for
   * @param target shape [kvHeads, group, n, valueDim], for the n queries from there on
   */
  private void read(
      AttentionWeights weights, Tensor queries, Tensor keys, Tensor values, int at, Tensor target) {
    Attention spec = weights.spec();
    int kv = spec.kvHeads();
    int group = spec.heads() / kv;
    long reach = keys.size(1);
    int most = Math.clamp(scores / (BLOCK * reach), 1, kv * group);
    int step = Math.max(1, most / group);
    int share = Math.min(most, group);
    Tensor mask = mask(Math.toIntExact(reach), spec.window());
    Tensor room = pool.take(step * share * BLOCK * reach, queries.options());
    try {
      for (int head = 0; head < kv; head += step) {
        int heads = Math.min(step, kv - head);
        for (int first = 0; first < group; first += share) {
          int own = Math.min(share, group - first);
          int number = head * group + first;
          try (TensorScope scope = new TensorScope()) {
            Tensor read =
                ofHeads(
                    byGroup -> weights.of(byGroup, number, mask),
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
      pool.giveBack(room);
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
    pool.close();
  }
}

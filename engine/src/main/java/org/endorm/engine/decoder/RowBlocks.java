package org.endorm.engine.decoder;

import java.util.Arrays;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;

/**
 * What is computed for each row alone, block by block, so that what lies between stays in the
 * cache, its memory does not grow with the rows, and idle cores can help.
 */
final class RowBlocks {
  private RowBlocks() {}

  /**
   * Changes states in place.
   *
   * @param step rows at a time
   * @param making from shape [n, hidden], n ≤ step, to the same shape
   * @return x itself, or where gradients are kept states of their own, made of all rows at once
   */
  static States map(States x, int step, Crew crew, Making making) {
    if (GradMode.is_enabled()) {
      return States.of(TensorScope.tidy(() -> making.of(x.rows(), 0)));
    }
    each(x, step, crew, (rows, from) -> rows.copy_(making.of(rows, from)));
    return x;
  }

  /** From rows, and the number of the first of them, to rows of the same shape. */
  interface Making {
    Tensor of(Tensor rows, int from);
  }

  /**
   * What is made of each row.
   *
   * @param x shape [n, hidden]
   * @return a tensor of its own, shape as x; no gradients are recorded
   */
  static Tensor made(Tensor x, Crew crew, Making making) {
    Tensor out = torch.empty_like(x);
    each(
        States.of(x),
        crew,
        (rows, from) -> out.narrow(0, from, rows.size(0)).copy_(making.of(rows, from)));
    return out;
  }

  /** Is given rows, and the number of the first of them. */
  interface Block {
    void compute(Tensor rows, int from);
  }

  /** Visits blocks of {@value Linear#BLOCK_ROWS} rows in any order, the last first. */
  static void each(States x, Crew crew, Block block) {
    each(x, Linear.BLOCK_ROWS, crew, block);
  }

  private static void each(States x, int step, Crew crew, Block block) {
    int all = x.count();
    int count = Math.ceilDiv(all, step);
    crew.each(
        count,
        i -> {
          int from = (count - 1 - i) * step; // Of a long row the last block has most to read.
          int own = Math.min(step, all - from);
          try (TensorScope scope = new TensorScope()) {
            block.compute(x.rows(from, own), from);
          }
          x.visited(from, own);
        });
  }

  /** The numbers of rows, and the first again, up to a multiple of what is computed together. */
  static int[] filled(int[] rows, int step) {
    int[] filled = Arrays.copyOf(rows, Math.ceilDiv(rows.length, step) * step);
    if (rows.length > 0) {
      Arrays.fill(filled, rows.length, filled.length, rows[0]);
    }
    return filled;
  }
}

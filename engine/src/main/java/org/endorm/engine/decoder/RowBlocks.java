package org.endorm.engine.decoder;

import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;

/**
 * What is computed for each row alone, block by block, so that what lies between stays in the cache
 * and its memory does not grow with the rows.
 */
final class RowBlocks {
  private RowBlocks() {}

  /**
   * @param x shape [n, hidden]
   * @param y shape [n, m]
   * @param step rows at a time; all at once where gradients are kept
   * @param function from both, shapes [step, hidden] and [step, m], to shape [step, hidden]
   * @return shape as x
   */
  static Tensor map(Tensor x, Tensor y, long step, BinaryOperator<Tensor> function) {
    long rows = x.size(0);
    if (GradMode.is_enabled() || rows <= step) {
      return TensorScope.tidy(() -> function.apply(x, y));
    }
    Tensor out = torch.empty_like(x);
    for (long from = 0; from < rows; from += step) {
      long count = Math.min(step, rows - from);
      try (TensorScope scope = new TensorScope()) {
        Tensor block = function.apply(x.narrow(0, from, count), y.narrow(0, from, count));
        out.narrow(0, from, count).copy_(block);
      }
    }
    return out;
  }

  /** From rows, and the number of the first of them, to their queries, keys and values. */
  interface Projection {
    HeadProjection.Heads of(Tensor rows, int from);
  }

  /**
   * Queries, keys and values of all rows.
   *
   * @param x shape [n, hidden]
   */
  static HeadProjection.Heads project(Tensor x, Attention spec, Projection projection) {
    int rows = Math.toIntExact(x.size(0));
    if (GradMode.is_enabled() || rows <= Linear.BLOCK_ROWS) {
      return projection.of(x, 0);
    }
    HeadProjection.Heads all = HeadProjection.Heads.empty(spec, rows, x.options());
    for (int from = 0; from < rows; from += Linear.BLOCK_ROWS) {
      int count = Math.min(Linear.BLOCK_ROWS, rows - from);
      try (TensorScope scope = new TensorScope()) {
        all.put(projection.of(x.narrow(0, from, count), from), from);
      }
    }
    return all;
  }
}

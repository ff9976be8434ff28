package org.endorm.engine.decoder;

import java.util.function.BinaryOperator;
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
   * @param x shape [n, hidden]
   * @param y shape [n, m]
   * @param step rows at a time
   * @param function from both, shapes [step, hidden] and [step, m], to shape [step, hidden]
   * @return shape as x: x itself, changed in place, or where gradients are kept a tensor of its
   *     own, made of all rows at once
   */
  static Tensor map(Tensor x, Tensor y, int step, Crew crew, BinaryOperator<Tensor> function) {
    if (GradMode.is_enabled()) {
      return TensorScope.tidy(() -> function.apply(x, y));
    }
    each(
        x,
        step,
        crew,
        (from, count) -> {
          Tensor rows = x.narrow(0, from, count);
          rows.copy_(function.apply(rows, y.narrow(0, from, count)));
        });
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
        x,
        Linear.BLOCK_ROWS,
        crew,
        (from, count) ->
            out.narrow(0, from, count).copy_(making.of(x.narrow(0, from, count), from)));
    return out;
  }

  private interface Block {
    void compute(int from, int count);
  }

  private static void each(Tensor x, int step, Crew crew, Block block) {
    int rows = Math.toIntExact(x.size(0));
    crew.each(
        Math.ceilDiv(rows, step),
        i -> {
          try (TensorScope scope = new TensorScope()) {
            block.compute(i * step, Math.min(step, rows - i * step));
          }
        });
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
  static HeadProjection.Heads project(Tensor x, Attention spec, Crew crew, Projection projection) {
    if (GradMode.is_enabled() || x.size(0) <= Linear.BLOCK_ROWS) {
      return projection.of(x, 0);
    }
    HeadProjection.Heads all = HeadProjection.Heads.empty(spec, x.size(0), x.options());
    each(
        x,
        Linear.BLOCK_ROWS,
        crew,
        (from, count) -> all.put(projection.of(x.narrow(0, from, count), from), from));
    return all;
  }
}

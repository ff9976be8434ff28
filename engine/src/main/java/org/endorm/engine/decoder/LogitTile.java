package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.RowKernels;

/**
 * The logits of some states for a range of the vocabulary.
 *
 * @param logits shape [block, width], raw and final; not to be changed
 * @param scaled the logits over α; the same tensor where α is 1
 * @param logZ shape [block, 1], logsumexp of the scaled logits
 * @param row the number of its first row
 * @param count its rows that count; the rest fill the block
 * @param from the id of its first column
 */
record LogitTile(Tensor logits, Tensor scaled, Tensor logZ, int row, int count, int from) {
  static LogitTile of(Tensor logits, double alpha, int row, int count, int from) {
    Tensor scaled = alpha == 1 ? logits : logits.div(new Scalar(alpha));
    Tensor logZ =
        RowKernels.fit(scaled)
            ? RowKernels.logSumExp(scaled)
            : torch.logsumexp(scaled, new long[] {1}, true);
    return new LogitTile(logits, scaled, logZ, row, count, from);
  }

  int width() {
    return Math.toIntExact(logits.size(1));
  }
}

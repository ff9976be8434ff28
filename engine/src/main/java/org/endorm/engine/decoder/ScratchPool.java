package org.endorm.engine.decoder;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.TensorScope;

/**
 * Memory for what lies between, used again and again by as many threads as there are: fresh memory
 * would have to be cleared by the system each time.
 */
final class ScratchPool implements AutoCloseable {
  private final Deque<Tensor> free = new ConcurrentLinkedDeque<>();

  /**
   * Memory that nobody uses now, or more of it.
   *
   * @param least how many numbers it has to hold
   * @return shape [n], n ≥ least; to be {@linkplain #giveBack given back}
   */
  Tensor take(long least, TensorOptions options) {
    Tensor scratch = free.poll();
    if (scratch != null && scratch.numel() >= least) {
      return scratch;
    }
    if (scratch != null) {
      scratch.close();
    }
    try (TensorScope scope = new TensorScope()) {
      return TensorScope.keep(torch.empty(new long[] {least}, options, null));
    }
  }

  void giveBack(Tensor scratch) {
    free.push(scratch);
  }

  @Override
  public void close() {
    free.forEach(Tensor::close);
  }
}

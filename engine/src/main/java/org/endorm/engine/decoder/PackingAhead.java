package org.endorm.engine.decoder;

import java.util.List;
import java.util.concurrent.FutureTask;
import org.bytedeco.pytorch.NoGradGuard;
import org.endorm.engine.tensor.Libtorch;

/**
 * Packs matrices on a thread of its own, from the last to the first, while whoever computes packs
 * from the first on: a model's first pack would keep one core waiting for the other.
 */
final class PackingAhead implements AutoCloseable {
  private final FutureTask<Void> task;
  private final Thread thread;
  private volatile boolean closing;

  PackingAhead(List<Matrix> matrices) {
    // A matrix that can't be read fails again, and is told of, where it is computed with.
    this.task = new FutureTask<>(() -> pack(matrices.reversed()), null);
    this.thread = Thread.ofPlatform().daemon().name("endorm-packing").start(task);
  }

  private void pack(List<Matrix> matrices) {
    try (NoGradGuard guard = Libtorch.noGradient()) {
      for (Matrix matrix : matrices) {
        if (closing) {
          return;
        }
        matrix.packed();
      }
    }
  }

  /** Waits for the matrix in hand, after which none is touched. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.endorm.engine.tensor.Libtorch;

/**
 * The cores that compute a model's packs: each pack has one, and those that have none of their own
 * help with the blocks of others.
 *
 * <p>Who computes a block does not touch its bits: a block is the same call on any core.
 */
final class Crew {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("endorm-helper-", 0).factory());

  /** Nobody but the calling thread. */
  static final Crew ALONE = new Crew(0);

  private final Semaphore idle;

  /**
   * @param cores how many compute at the same time
   */
  Crew(int cores) {
    this.idle = new Semaphore(cores, true);
  }

  /** Computes a pack on one core, which it waits for. */
  <T> T compute(Supplier<T> pack) {
    idle.acquireUninterruptibly();
    try (NoGradGuard guard = Libtorch.noGradient()) {
      return pack.get();
    } finally {
      idle.release();
    }
  }

  /**
   * Computes blocks in any order, on the calling thread and on idle cores, and returns when all are
   * done. No gradients are recorded.
   *
   * @param count how many blocks there are
   * @param block computes one, given its number; the first failure is thrown, and no further block
   *     begun
   */
  void each(int count, IntConsumer block) {
    AtomicInteger next = new AtomicInteger();
    Runnable share =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            block.accept(i);
          }
        };
    List<Future<?>> helping = new ArrayList<>();
    while (helping.size() < count - 1 && oneIsIdle()) {
      helping.add(HELPERS.submit(() -> help(share)));
    }
    try {
      share.run();
    } finally {
      next.set(count);
      helping.forEach(Crew::await);
    }
    helping.forEach(Crew::rethrow);
  }

  /** Whoever waits for a core of its own comes first. */
  private boolean oneIsIdle() {
    try {
      return idle.tryAcquire(0, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void help(Runnable share) {
    try (NoGradGuard guard = Libtorch.noGradient()) {
      share.run();
    } finally {
      idle.release();
    }
  }

  /** Its blocks write to tensors of the caller: it has to be over, interrupted or not. */
  private static void await(Future<?> helper) {
    boolean interrupted = false;
    while (helper.state() == Future.State.RUNNING) {
      try {
        helper.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break; // Told of when all are over.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(Future<?> helper) {
    if (helper.state() == Future.State.FAILED) {
      switch (helper.exceptionNow()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case Throwable checked -> throw new IllegalStateException(checked);
      }
    }
  }
}

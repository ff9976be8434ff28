package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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

  private static final ScopedValue<Crew> CURRENT = ScopedValue.newInstance();

  private final Semaphore idle;

  /**
   * @param cores how many compute at the same time
   */
  Crew(int cores) {
    this.idle = new Semaphore(cores, true);
  }

  /** The one that the calling thread computes a pack for, or nobody else. */
  static Crew current() {
    return CURRENT.orElse(ALONE);
  }

  /** Computes a pack on one core, which it waits for. */
  <T> T compute(Supplier<T> pack) {
    idle.acquireUninterruptibly();
    try (NoGradGuard guard = Libtorch.noGradient()) {
      return ScopedValue.where(CURRENT, this).call(pack::get);
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
    List<CompletableFuture<Void>> helping = new ArrayList<>();
    try {
      while (helping.size() < count - 1 && oneIsIdle()) {
        helping.add(helper(() -> share(next, count, block)));
      }
      share(next, count, block);
    } finally {
      // Their blocks write to tensors of the caller: they have to be over, whatever happened.
      next.set(count);
      helping.forEach(helper -> helper.handle((done, failure) -> done).join());
    }
    helping.forEach(Crew::rethrow);
  }

  private static void share(AtomicInteger next, int count, IntConsumer block) {
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        block.accept(i);
      }
    } finally {
      next.set(count); // Nothing is left, or it failed, and nobody should begin another.
    }
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

  /** Without another thread there is one helper less, and no harm. */
  private CompletableFuture<Void> helper(Runnable share) {
    try {
      return CompletableFuture.runAsync(() -> help(share), HELPERS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      idle.release();
      return CompletableFuture.completedFuture(null);
    }
  }

  private void help(Runnable share) {
    try (NoGradGuard guard = Libtorch.noGradient()) {
      ScopedValue.where(CURRENT, this).run(share);
    } finally {
      idle.release();
    }
  }

  private static void rethrow(CompletableFuture<Void> helper) {
    if (helper.isCompletedExceptionally()) {
      switch (helper.exceptionNow()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case Throwable checked -> throw new IllegalStateException(checked);
      }
    }
  }
}

package org.endorm.scoring.joint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.endorm.scoring.trace.InterruptedTraceException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks side by side that wait for each other whenever they need a model: once each of them is
 * waiting or done, all that they ask for is computed, and they go on.
 *
 * <p>So judges that know nothing of each other share forward passes, and a shared beginning of what
 * they ask is computed once.
 */
public final class Rendezvous {
  private static final ScopedValue<Rendezvous> HERE = ScopedValue.newInstance();

  private List<JointRequest<?>> waiting = new ArrayList<>();
  private int running;
  private @Nullable InterruptedTraceException over;

  private Rendezvous(int tasks) {
    this.running = tasks;
  }

  /**
   * Runs tasks, each on a thread of its own, and gives their results in order. Where some fail, the
   * first of these failures is thrown once all tasks are over.
   */
  public static <T> List<T> of(List<Supplier<T>> tasks) {
    Rendezvous rendezvous = new Rendezvous(tasks.size());
    List<CompletableFuture<T>> results = new ArrayList<>();
    for (Supplier<T> task : tasks) {
      CompletableFuture<T> result = new CompletableFuture<>();
      results.add(result);
      Thread.ofVirtual().name("judge").start(() -> rendezvous.run(task, result));
    }
    rendezvous.serve();
    return results.stream().map(Rendezvous::joined).toList();
  }

  private <T> void run(Supplier<T> task, CompletableFuture<T> result) {
    try {
      result.complete(ScopedValue.where(HERE, this).call(task::get));
    } catch (Throwable e) {
      result.completeExceptionally(e); // Thrown again by whoever joins.
    } finally {
      stops();
    }
  }

  /** What a future holds, or what it failed with, as it was thrown. */
  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }

  /** The meeting that the current thread takes part in; null if none. */
  static @Nullable Rendezvous here() {
    return HERE.isBound() ? HERE.get() : null;
  }

  /** Waits until the request has been answered with all the others. */
  <T> List<T> ask(JointRequest<T> request) {
    synchronized (this) {
      if (over != null) {
        throw over;
      }
      waiting.add(request);
    }
    stops();
    return joined(request.answer());
  }

  private synchronized void stops() {
    running--;
    notifyAll();
  }

  private void serve() {
    for (List<JointRequest<?>> all = gathered(); !all.isEmpty(); all = gathered()) {
      SequencedMap<JointTraces, List<JointRequest<?>>> bySource = new LinkedHashMap<>();
      for (JointRequest<?> request : all) {
        bySource.computeIfAbsent(request.source(), s -> new ArrayList<>()).add(request);
      }
      bySource.forEach(JointTraces::answer);
    }
  }

  /** What was asked for once nobody is running any more; nothing when all are done. */
  private synchronized List<JointRequest<?>> gathered() {
    try {
      while (running > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedTraceException interrupted = new InterruptedTraceException(e);
      over = interrupted;
      waiting.forEach(request -> request.answer().completeExceptionally(interrupted));
      throw interrupted;
    }
    List<JointRequest<?>> all = waiting;
    waiting = new ArrayList<>();
    running = all.size();
    return all;
  }
}

package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.Forest.RowLength;
import org.endorm.engine.decoder.Readout;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.InterruptedTraceException;

/**
 * Computes trajectories pack by pack on this machine: what they share is computed once, packs run
 * side by side.
 */
final class LocalPacks implements AutoCloseable {
  private final DecoderSpec spec;
  private final int packTokens;
  private final ExecutorService workers;

  /**
   * @param packTokens most tokens computed together, more where that shares a long beginning
   */
  LocalPacks(DecoderSpec spec, int threads, int packTokens) {
    if (packTokens < 1) {
      throw new IllegalArgumentException("a pack needs at least one token, was " + packTokens);
    }
    this.spec = spec;
    this.packTokens = packTokens;
    this.workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("endorm-worker-", 0).factory());
  }

  /** What is asked of a trajectory, in its place in a tree. */
  @FunctionalInterface
  interface Question {
    /**
     * @param row the trajectory's index
     * @param leaf its last segment
     */
    void ask(int row, PrefixTree tree, int leaf, List<Readout> readouts);
  }

  /** Computes one pack: a forest of the rows with these indexes, readouts in their order. */
  @FunctionalInterface
  interface PackReader {
    void read(int[] rows, Forest forest);
  }

  /**
   * @throws IllegalArgumentException if a trajectory is too long, or has ids outside the vocabulary
   */
  void compute(List<Trajectory> trajectories, Question question, PackReader reader) {
    trajectories.forEach(this::requireFits);
    List<Callable<Void>> packs = new ArrayList<>();
    for (RowLength length : RowLength.values()) {
      int[] members = members(trajectories, length);
      List<int[]> ids = Arrays.stream(members).mapToObj(i -> trajectories.get(i).ids()).toList();
      for (int[] pack : PackingPlan.plan(ids, packTokens)) {
        int[] rows = Arrays.stream(pack).map(i -> members[i]).toArray();
        packs.add(
            () -> {
              reader.read(rows, forest(trajectories, rows, length, question));
              return null;
            });
      }
    }
    run(packs);
  }

  private int[] members(List<Trajectory> trajectories, RowLength length) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < trajectories.size(); i++) {
      if (spec.rowLength(trajectories.get(i).length()) == length) {
        members.add(i);
      }
    }
    return members.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Forest forest(
      List<Trajectory> trajectories, int[] rows, RowLength length, Question question) {
    PrefixTree tree =
        new PrefixTree(Arrays.stream(rows).mapToObj(row -> trajectories.get(row).ids()).toList());
    List<Readout> readouts = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      question.ask(rows[i], tree, tree.leaf(i), readouts);
    }
    return new Forest(tree.segments(), readouts, length);
  }

  private void run(List<Callable<Void>> packs) {
    List<Future<Void>> running = packs.stream().map(workers::submit).toList();
    try {
      for (Future<Void> pack : running) {
        pack.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedTraceException(e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      running.forEach(pack -> pack.cancel(false));
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }

  private void requireFits(Trajectory row) {
    if (row.length() > spec.context()) {
      throw new IllegalArgumentException(row + " is longer than the context, " + spec.context());
    }
    for (int id : row.ids()) {
      if (id >= spec.vocabulary()) {
        throw new IllegalArgumentException("id " + id + " is outside the vocabulary");
      }
    }
  }

  /** Waits for packs in work. */
  @Override
  public void close() {
    workers.close();
  }
}

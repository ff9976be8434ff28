package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.Forest.RowLength;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.ObservedStatistics;
import org.endorm.engine.decoder.Readout;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;

/**
 * Traces of a model on this machine: what trajectories share is computed once, packs run side by
 * side, each on a core of its own.
 */
public final class LocalTraces implements StatisticsSource {
  private final PretrainedModel model;
  private final Decoder decoder;
  private final int packTokens;
  private final ExecutorService workers;

  /**
   * @param model closed with this
   * @param packTokens most tokens computed together; a longer row runs alone
   */
  public LocalTraces(PretrainedModel model, int packTokens) {
    if (packTokens < 1) {
      throw new IllegalArgumentException("a pack needs at least one token, was " + packTokens);
    }
    this.model = model;
    this.decoder = model.decoder();
    this.packTokens = packTokens;
    this.workers =
        Executors.newFixedThreadPool(
            model.options().threads(),
            Thread.ofPlatform().daemon().name("endorm-worker-", 0).factory());
  }

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    Trace[] traces = new Trace[trajectories.size()];
    compute(
        trajectories,
        (rows, forest) -> {
          LogitStatistics answers = decoder.read(forest, alpha);
          int next = 0;
          for (int row : rows) {
            traces[row] = trace(trajectories.get(row), answers, next, alpha);
            next += states(trajectories.get(row));
          }
        });
    return List.of(traces);
  }

  @Override
  public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
    Observed[] observed = new Observed[trajectories.size()];
    compute(
        trajectories,
        (rows, forest) -> {
          ObservedStatistics answers = decoder.observe(forest, alpha, top);
          int next = 0;
          for (int row : rows) {
            Trajectory trajectory = trajectories.get(row);
            SoftQTrace trace = trace(trajectory, answers.values(), next, alpha);
            observed[row] = new Observed(trace, states(answers, next, trace.length()));
            next += states(trajectory);
          }
        });
    return List.of(observed);
  }

  /** Computes one pack: a forest of the rows with these indexes. */
  @FunctionalInterface
  private interface PackReader {
    void read(int[] rows, Forest forest);
  }

  private void compute(List<Trajectory> trajectories, PackReader reader) {
    trajectories.forEach(this::requireFits);
    List<Callable<Void>> packs = new ArrayList<>();
    for (RowLength length : RowLength.values()) {
      int[] members = members(trajectories, length);
      List<int[]> ids = Arrays.stream(members).mapToObj(i -> trajectories.get(i).ids()).toList();
      for (int[] pack : PackingPlan.plan(ids, packTokens, model.options().threads())) {
        int[] rows = Arrays.stream(pack).map(i -> members[i]).toArray();
        packs.add(
            () -> {
              reader.read(rows, forest(trajectories, rows, length));
              return null;
            });
      }
    }
    run(packs);
  }

  private int[] members(List<Trajectory> trajectories, RowLength length) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < trajectories.size(); i++) {
      if (decoder.spec().rowLength(trajectories.get(i).length()) == length) {
        members.add(i);
      }
    }
    return members.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Forest forest(List<Trajectory> trajectories, int[] rows, RowLength length) {
    List<Trajectory> pack = Arrays.stream(rows).mapToObj(trajectories::get).toList();
    PrefixTree tree = new PrefixTree(pack.stream().map(Trajectory::ids).toList());
    List<Readout> readouts = new ArrayList<>();
    for (int i = 0; i < pack.size(); i++) {
      addReadouts(pack.get(i), tree, tree.leaf(i), readouts);
    }
    return new Forest(tree.segments(), readouts, length);
  }

  /** States whose V is asked for: one before each action, and the last of a truncated response. */
  private static int states(Trajectory row) {
    return row.responseLength() + (row.truncated() ? 1 : 0);
  }

  private static void addReadouts(
      Trajectory row, PrefixTree tree, int leaf, List<Readout> readouts) {
    for (int t = 0; t < states(row); t++) {
      int action = row.responseStart() + t;
      int segment = tree.segmentAt(leaf, action - 1);
      int offset = action - 1 - tree.start(segment);
      int target = action < row.length() ? row.id(action) : Readout.NONE;
      readouts.add(new Readout(segment, offset, target));
    }
  }

  private static SoftQTrace trace(Trajectory row, LogitStatistics answers, int from, double alpha) {
    int length = row.responseLength();
    double[] q = Arrays.copyOfRange(answers.q(), from, from + length);
    double[] v = Arrays.copyOfRange(answers.v(), from, from + length);
    double vEnd = row.truncated() ? answers.v()[from + length] : 0;
    return new SoftQTrace(alpha, q, v, vEnd);
  }

  private static StateStatistics states(ObservedStatistics answers, int from, int length) {
    int to = from + length;
    return new StateStatistics(
        Arrays.copyOfRange(answers.meanQ(), from, to),
        Arrays.copyOfRange(answers.entropy(), from, to),
        Arrays.copyOfRange(answers.topIds(), from, to),
        Arrays.copyOfRange(answers.topQ(), from, to));
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
    if (row.length() > contextLength()) {
      throw new IllegalArgumentException(row + " is longer than the context, " + contextLength());
    }
    for (int id : row.ids()) {
      if (id >= vocabularySize()) {
        throw new IllegalArgumentException("id " + id + " is outside the vocabulary");
      }
    }
  }

  @Override
  public int vocabularySize() {
    return model.vocabularySize();
  }

  @Override
  public int contextLength() {
    return model.contextLength();
  }

  /** Waits for packs in work, then closes the model. */
  @Override
  public void close() {
    workers.close();
    model.close();
  }
}

package org.endorm.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.TraceSource;

/**
 * A model that computes nothing, and counts the tokens that it would have had to: its numbers are
 * all 0, and mean nothing.
 */
public final class CountingTraces implements StatisticsSource {
  private final TraceSource model;
  private final int packTokens;
  private long naive;
  private long shared;

  /**
   * @param model whose limits hold; closed with this
   * @param packTokens most tokens computed together
   */
  public CountingTraces(TraceSource model, int packTokens) {
    this.model = model;
    this.packTokens = packTokens;
  }

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    return observe(trajectories, alpha, 0).stream().map(o -> (Trace) o.trace()).toList();
  }

  @Override
  public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
    count(trajectories);
    return trajectories.stream().map(t -> nothing(t.responseLength(), alpha, top)).toList();
  }

  private static Observed nothing(int n, double alpha, int top) {
    SoftQTrace trace = new SoftQTrace(alpha, new double[n], new double[n], 0);
    StateStatistics states =
        new StateStatistics(new double[n], new double[n], new int[n][top], new double[n][top]);
    return new Observed(trace, states);
  }

  private synchronized void count(List<Trajectory> trajectories) {
    List<int[]> ids = trajectories.stream().map(Trajectory::ids).toList();
    naive += ids.stream().mapToLong(row -> row.length).sum();
    for (int[] pack : PackingPlan.plan(ids, packTokens)) {
      List<int[]> rows = new ArrayList<>();
      Arrays.stream(pack).mapToObj(ids::get).forEach(rows::add);
      PrefixTree tree = new PrefixTree(rows);
      shared += tree.segments().stream().mapToLong(segment -> segment.ids().length).sum();
    }
  }

  /** Tokens of all trajectories, each counted by itself. */
  public synchronized long naive() {
    return naive;
  }

  /** Tokens left to compute where trajectories share their beginnings. */
  public synchronized long shared() {
    return shared;
  }

  @Override
  public int vocabularySize() {
    return model.vocabularySize();
  }

  @Override
  public int contextLength() {
    return model.contextLength();
  }

  @Override
  public void close() {
    model.close();
  }
}

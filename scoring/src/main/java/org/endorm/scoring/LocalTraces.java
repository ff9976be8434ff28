package org.endorm.scoring;

import java.util.Arrays;
import java.util.List;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.ObservedStatistics;
import org.endorm.engine.decoder.Readout;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource;

/**
 * Traces of a model on this machine: what trajectories share is computed once, packs run side by
 * side, and cores that have none help with those of others.
 */
public final class LocalTraces implements StatisticsSource {
  private final PretrainedModel model;
  private final Decoder decoder;
  private final LocalPacks packs;

  /**
   * @param model closed with this
   * @param packTokens most tokens computed together, more where that shares a long beginning
   */
  public LocalTraces(PretrainedModel model, int packTokens) {
    this.model = model;
    this.decoder = model.decoder();
    this.packs = new LocalPacks(decoder.spec(), model.options().threads(), packTokens);
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

  private void compute(List<Trajectory> trajectories, LocalPacks.PackReader reader) {
    model.packAhead();
    packs.compute(
        trajectories,
        (row, tree, leaf, readouts) -> addReadouts(trajectories.get(row), tree, leaf, readouts),
        reader);
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
    packs.close();
    model.close();
  }
}

package org.endorm.scoring;

import java.util.Arrays;
import java.util.List;
import org.endorm.engine.PretrainedHead;
import org.endorm.engine.decoder.Readout;
import org.endorm.reward.Trajectory;

/** A trained reward model on this machine; packed and shared as {@link LocalTraces} are. */
final class LocalHead implements HeadSource, AutoCloseable {
  private final PretrainedHead model;
  private final LocalPacks packs;

  /**
   * @param model closed with this
   */
  LocalHead(PretrainedHead model, int threads, int packTokens) {
    this.model = model;
    this.packs = new LocalPacks(model.spec(), threads, packTokens);
  }

  @Override
  public List<double[][]> outputs(List<Trajectory> trajectories, List<int[]> positions) {
    double[][][] outputs = new double[trajectories.size()][][];
    packs.compute(
        trajectories,
        (row, tree, leaf, readouts) -> {
          for (int position : positions.get(row)) {
            int segment = tree.segmentAt(leaf, position);
            readouts.add(new Readout(segment, position - tree.start(segment), Readout.NONE));
          }
        },
        (rows, forest) -> {
          double[][] answers = model.read(forest);
          int next = 0;
          for (int row : rows) {
            int count = positions.get(row).length;
            outputs[row] = Arrays.copyOfRange(answers, next, next + count);
            next += count;
          }
        });
    return List.of(outputs);
  }

  @Override
  public int width() {
    return model.width();
  }

  /** Waits for packs in work, then closes the model. */
  @Override
  public void close() {
    packs.close();
    model.close();
  }
}

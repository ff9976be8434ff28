package org.endorm.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Tensors;

/** Which rows of a pack meet the head: each row that is asked anything, once, however many ask. */
final class ReadoutPlan {
  private final List<Readout> readouts;
  private final int[] rowOf;
  private final SortedMap<Integer, List<Integer>> asked = new TreeMap<>();
  private final Crew crew;
  private final int rowStep;

  /**
   * @param rowStep what rows are filled up to a multiple of
   */
  ReadoutPlan(Forest forest, int[] offsets, Crew crew, int rowStep) {
    this.crew = crew;
    this.rowStep = rowStep;
    this.readouts = forest.readouts();
    this.rowOf = new int[readouts.size()];
    for (int i = 0; i < rowOf.length; i++) {
      Readout readout = readouts.get(i);
      rowOf[i] = offsets[readout.segment()] + readout.offset();
      asked.computeIfAbsent(rowOf[i], row -> new ArrayList<>()).add(i);
    }
  }

  /** How many rows are asked anything. */
  int rows() {
    return asked.size();
  }

  /**
   * What a head of few outputs says of each readout.
   *
   * @param head from shape [n, hidden] to [n, width]
   * @return shape [readouts][width]
   */
  double[][] outputs(States hidden, Normalizer finalNorm, UnaryOperator<Tensor> head) {
    Tensor rows = hidden.select(filled());
    Tensor outputs = head.apply(finalNorm.apply(rows));
    float[] numbers = Tensors.floats(outputs);
    int width = Math.toIntExact(outputs.size(1));
    double[][] answers = new double[rowOf.length][width];
    each(
        (asker, row, turn) -> {
          for (int i = 0; i < width; i++) {
            answers[asker][i] = numbers[row * width + i];
          }
        });
    return answers;
  }

  /** The final norm of a block is computed anew for each tile, which costs no copy of all rows. */
  LogitStatistics answer(
      States hidden,
      Normalizer finalNorm,
      LogitReducer reducer,
      double alpha,
      TileObserver observer) {
    double[] q = new double[rowOf.length];
    double[] v = new double[rowOf.length];
    int[] rows = filled();
    LogitReducer.Blocks states =
        from -> {
          int to = Math.min(rows.length, from + Linear.BLOCK_ROWS);
          int[] block = Arrays.copyOfRange(rows, from, to);
          return finalNorm.apply(hidden.select(block));
        };
    LogitReducer.Reduction reduction = reducer.reduce(states, targets(), alpha, observer, crew);
    each(
        (asker, row, turn) -> {
          boolean wanted = readouts.get(asker).target() != Readout.NONE;
          q[asker] = wanted ? reduction.q[row][turn] : Double.NaN;
          v[asker] = reduction.v[row];
        });
    return new LogitStatistics(q, v);
  }

  /** What an observer of this plan's rows saw, by readout. */
  ObservedStatistics observed(LogitStatistics values, StateObserver observer) {
    int n = rowOf.length;
    double[] meanQ = new double[n];
    double[] entropy = new double[n];
    int[][] topIds = new int[n][];
    double[][] topQ = new double[n][];
    each(
        (asker, row, turn) -> {
          meanQ[asker] = observer.meanQ(row);
          entropy[asker] = observer.entropy(row);
          topIds[asker] = observer.topIds(row);
          topQ[asker] = observer.topQ(row);
        });
    return new ObservedStatistics(values, meanQ, entropy, topIds, topQ);
  }

  /** Is told of a readout, the number of its row among those asked, and its turn in that row. */
  private interface Visitor {
    void visit(int asker, int row, int turn);
  }

  private void each(Visitor visitor) {
    int row = 0;
    for (List<Integer> askers : asked.values()) {
      for (int turn = 0; turn < askers.size(); turn++) {
        visitor.visit(askers.get(turn), row, turn);
      }
      row++;
    }
  }

  private List<int[]> targets() {
    return asked.values().stream()
        .map(askers -> askers.stream().mapToInt(i -> readouts.get(i).target()).toArray())
        .toList();
  }

  private int[] filled() {
    int[] rows = asked.keySet().stream().mapToInt(Integer::intValue).toArray();
    return RowBlocks.filled(rows, rowStep);
  }
}

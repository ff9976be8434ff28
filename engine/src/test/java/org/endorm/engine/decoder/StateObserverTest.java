package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;

class StateObserverTest {
  /** Float32 sums of some hundred terms of size 10, against float64. */
  private static final double ROUNDING = 2e-5;

  private static final int TOP = 3;
  private static final int WIDTH = 100;

  @Test
  void joinsTiles() {
    for (double alpha : new double[] {0.5, 1, 2}) {
      float[][] logits = random(2, 2 * WIDTH);
      logits[1][WIDTH + 7] = logits[1][3] = 50; // Equals across tiles: the lower id first.
      StateObserver observer = new StateObserver(2, 2 * WIDTH, TOP);
      try (TensorScope scope = new TensorScope()) {
        for (int from = 0; from < 2 * WIDTH; from += WIDTH) {
          observer.read(LogitTile.of(tile(logits, from), alpha, 0, 2, from));
        }
      }
      for (int row = 0; row < 2; row++) {
        expect(logits[row], alpha, observer, row);
      }
      assertThat(observer.topIds(1)).startsWith(3, WIDTH + 7);
    }
  }

  private static float[][] random(int rows, int columns) {
    Random random = new Random(5);
    float[][] logits = new float[rows][columns];
    for (float[] row : logits) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (10 * random.nextGaussian());
      }
    }
    return logits;
  }

  private static Tensor tile(float[][] logits, int from) {
    float[] values = new float[logits.length * WIDTH];
    for (int row = 0; row < logits.length; row++) {
      System.arraycopy(logits[row], from, values, row * WIDTH, WIDTH);
    }
    return Tensors.of(values, logits.length, WIDTH);
  }

  private static void expect(float[] logits, double alpha, StateObserver observer, int row) {
    double[] q = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    assertThat(observer.meanQ(row)).isEqualTo(mean(q), within(ROUNDING));
    assertThat(observer.entropy(row)).isEqualTo(entropy(q, alpha), within(ROUNDING));
    assertThat(observer.topIds(row)).isEqualTo(largest(q, TOP));
    for (int k = 0; k < TOP; k++) {
      assertThat(observer.topQ(row)[k]).isEqualTo(q[observer.topIds(row)[k]]);
    }
  }

  private static double mean(double[] q) {
    return Arrays.stream(q).average().orElseThrow();
  }

  private static double entropy(double[] q, double alpha) {
    double high = Arrays.stream(q).max().orElseThrow();
    double z = Arrays.stream(q).map(x -> Math.exp((x - high) / alpha)).sum();
    return Arrays.stream(q)
        .map(x -> Math.exp((x - high) / alpha) / z)
        .map(p -> p == 0 ? 0 : -p * Math.log(p))
        .sum();
  }

  private static int[] largest(double[] q, int k) {
    return IntStream.range(0, q.length)
        .boxed()
        .sorted((a, b) -> Double.compare(q[b], q[a]))
        .limit(k)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Test
  void refusesMoreThanThereAre() {
    assertThatThrownBy(() -> new StateObserver(1, 5, 6)).hasMessageContaining("6 largest of 5");
  }

  @Test
  void aModelsStatesAreObservedBesideTheSameValues() {
    EngineOptions options = new EngineOptions(Dtype.FLOAT32, 1);
    try (PretrainedModel model = PretrainedModel.open(TinyModels.folder("gemma2"), options)) {
      int[] row = IntStream.rangeClosed(3, 12).toArray();
      List<Readout> all =
          IntStream.range(0, model.vocabularySize())
              .mapToObj(id -> new Readout(0, row.length - 1, id))
              .toList();
      Forest forest =
          new Forest(List.of(new Segment(Segment.ROOT, 0, row)), all, Forest.RowLength.SHORT);
      LogitStatistics read = model.decoder().read(forest, 1);
      ObservedStatistics observed = model.decoder().observe(forest, 1, TOP);
      assertThat(observed.values().q()).containsExactly(read.q());
      assertThat(observed.values().v()).containsExactly(read.v());
      assertThat(observed.meanQ()[0]).isEqualTo(mean(read.q()), within(ROUNDING));
      assertThat(observed.entropy()[0]).isEqualTo(entropy(read.q(), 1), within(ROUNDING));
      assertThat(observed.topIds()[0]).isEqualTo(largest(read.q(), TOP));
    }
  }
}

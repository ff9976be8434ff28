package org.endorm.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxKernelTest {
  /** Where the processor could run it, it has to be there. */
  @BeforeEach
  void assumeKernel() {
    assumeTrue(Processor.fusesEights());
    assertThat(SoftmaxKernel.isAvailable()).isTrue();
  }

  private static float[] softmax(float... row) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_FLOAT, row);
      SoftmaxKernel.apply(memory.address(), row.length / 8);
      return memory.toArray(JAVA_FLOAT);
    }
  }

  private static float[] random(int length, double spread) {
    Random random = new Random(length);
    float[] row = new float[length];
    for (int i = 0; i < length; i++) {
      row[i] = (float) (spread * random.nextGaussian());
    }
    return row;
  }

  /** Relative to each number: small ones are as exact as large ones, down to the smallest. */
  @ParameterizedTest
  @ValueSource(ints = {8, 16, 80, 1000, 8192})
  void isExactToTheLastDigits(int length) {
    for (double spread : new double[] {0, 0.1, 3, 20}) {
      float[] row = random(length, spread);
      double highest = Float.NEGATIVE_INFINITY;
      for (float x : row) {
        highest = Math.max(highest, x);
      }
      double sum = 0;
      for (float x : row) {
        sum += Math.exp(x - highest);
      }
      float[] weights = softmax(row);
      for (int i = 0; i < length; i++) {
        double x = row[i] - highest; // In float32 this is rounded by half a unit of x.
        double expected = Math.exp(x) / sum;
        double allowed = expected * (5e-7 + Math.ulp((float) x)) + 2 * Float.MIN_NORMAL;
        assertThat((double) weights[i]).isCloseTo(expected, within(allowed));
      }
    }
  }

  @Test
  void whatIsMinusInfinityWeighsNothing() {
    float[] row = random(32, 2);
    float[] within = row.clone();
    Arrays.fill(within, 0, 5, Float.NEGATIVE_INFINITY);
    Arrays.fill(within, 30, 32, Float.NEGATIVE_INFINITY);
    float[] weights = softmax(within);
    assertThat(Arrays.copyOf(weights, 5)).containsOnly(0);
    assertThat(Arrays.copyOfRange(weights, 30, 32)).containsOnly(0);
    assertThat(sum(weights)).isCloseTo(1, within(1e-6));
  }

  /** As if they were not there, to the last bit. */
  @Test
  void eightsOfMinusInfinityChangeNoBit() {
    float[] row = random(40, 2);
    float[] longer = new float[40 + 24];
    Arrays.fill(longer, Float.NEGATIVE_INFINITY);
    System.arraycopy(row, 0, longer, 16, 40);
    assertThat(Arrays.copyOfRange(softmax(longer), 16, 56)).isEqualTo(softmax(row));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void noNumberStaysHidden(float broken) {
    for (int place = 0; place < 24; place++) {
      float[] row = random(24, 1);
      row[place] = broken;
      float[] weights = softmax(row);
      assertThat(weights[place]).as("at " + place).isNaN();
    }
  }

  @Test
  void noNumberMakesAllOfItsRowNone() {
    float[] row = random(24, 1);
    row[9] = Float.NaN;
    for (float weight : softmax(row)) {
      assertThat(weight).isNaN();
    }
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }
}

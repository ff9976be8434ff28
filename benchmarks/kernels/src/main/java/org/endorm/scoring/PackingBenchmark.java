package org.endorm.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is decided before anything is computed: 300 prompts of 60 tokens, six answers of 300 each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PackingBenchmark {
  private static final int PROMPTS = 300;
  private static final int ANSWERS = 6;

  private List<int[]> sequences;

  @Setup
  public void draw() {
    Random random = new Random(1);
    sequences =
        IntStream.range(0, PROMPTS)
            .boxed()
            .flatMap(
                p -> {
                  int[] prompt = random.ints(60, 0, 49152).toArray();
                  return IntStream.range(0, ANSWERS)
                      .mapToObj(
                          a -> {
                            int[] whole = Arrays.copyOf(prompt, 360);
                            for (int i = 60; i < whole.length; i++) {
                              whole[i] = random.nextInt(49152);
                            }
                            return whole;
                          });
                })
            .toList();
  }

  @Benchmark
  public int plan() {
    return PackingPlan.plan(sequences, 4096).size();
  }

  @Benchmark
  public int tree() {
    return new PrefixTree(sequences).segments().size();
  }
}

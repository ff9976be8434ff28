package org.endorm.bench.suite;

import java.util.List;
import java.util.Optional;
import org.endorm.bench.Benchmark;

/** Every benchmark there is. */
public final class Benchmarks {
  /** In the order in which they are listed to users. */
  public static final List<Benchmark> ALL =
      List.of(
          new RmBench(),
          new RewardBench(),
          new RewardBench2(),
          new DomainPreferences(),
          new LlmBar(),
          new ProcessBench(),
          new GsmSolutions(),
          new MathProblems(),
          new SystemPairs(),
          new PreferencePairs());

  private Benchmarks() {}

  /** The benchmark of a name. */
  public static Optional<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }
}

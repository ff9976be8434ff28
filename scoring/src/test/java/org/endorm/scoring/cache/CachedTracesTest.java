package org.endorm.scoring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedTracesTest {
  private static final Trajectory A = new Trajectory(new int[] {1, 2, 3}, 1, Ending.ENDED);
  private static final Trajectory B = new Trajectory(new int[] {1, 2, 4}, 1, Ending.ENDED);
  private static final Trajectory CUT = new Trajectory(new int[] {1, 2, 3}, 1, Ending.TRUNCATED);
  private static final Trajectory LATER = new Trajectory(new int[] {1, 2, 3}, 2, Ending.ENDED);

  @TempDir Path root;

  private CachedTraces open(HashTraces model, String identity) {
    return CachedTraces.over(model, TraceStore.open(root, identity));
  }

  private static void assertSame(List<Trace> traces, List<Trajectory> rows, double alpha) {
    List<Trace> fresh = new HashTraces().trace(rows, alpha);
    for (int i = 0; i < rows.size(); i++) {
      SoftQTrace kept = (SoftQTrace) traces.get(i);
      SoftQTrace wanted = (SoftQTrace) fresh.get(i);
      assertThat(kept.q()).containsExactly(wanted.q());
      assertThat(kept.v()).containsExactly(wanted.v());
      assertThat(kept.vEnd()).isEqualTo(wanted.vEnd());
      assertThat(kept.alpha()).isEqualTo(alpha);
    }
  }

  @Test
  void asksTheModelOnceForEachContent() {
    List<Trajectory> rows = List.of(A, B, A, CUT, LATER);
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      assertSame(traces.trace(rows, 1), rows, 1);
      assertThat(traces.use()).isEqualTo(new CachedTraces.Use(5, 4));
      assertSame(traces.trace(rows, 1), rows, 1);
      assertThat(traces.use()).isEqualTo(new CachedTraces.Use(10, 4));
      assertSame(traces.trace(rows, 2), rows, 2);
      assertThat(traces.use()).isEqualTo(new CachedTraces.Use(15, 8));
    }
  }

  @Test
  void anotherProcessFindsThemAndAnotherModelDoesNot() {
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      traces.trace(List.of(A, B), 1);
    }
    HashTraces unasked = new HashTraces();
    try (CachedTraces traces = open(unasked, "m")) {
      assertSame(traces.trace(List.of(B, A), 1), List.of(B, A), 1);
    }
    assertThat(unasked.calls()).isZero();
    assertThat(unasked.closed()).isTrue();
    HashTraces other = new HashTraces();
    try (CachedTraces traces = open(other, "n")) {
      traces.trace(List.of(A), 1);
    }
    assertThat(other.calls()).isOne();
  }

  @Test
  void aHalfWrittenRecordIsComputedAgain() throws IOException {
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      traces.trace(List.of(A, B), 1);
    }
    Path file = onlyFile();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 5);
    }
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      assertSame(traces.trace(List.of(A, B), 1), List.of(A, B), 1);
      assertThat(traces.use().computed()).isOne();
    }
  }

  @Test
  void aDamagedRecordIsComputedAgain() throws IOException {
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      traces.trace(List.of(A), 1);
    }
    byte[] bytes = Files.readAllBytes(onlyFile());
    bytes[bytes.length - 12] ^= 1;
    Files.write(onlyFile(), bytes);
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      assertSame(traces.trace(List.of(A), 1), List.of(A), 1);
    }
  }

  @Test
  void strangersAreLeftAlone() throws IOException {
    try (CachedTraces traces = open(new HashTraces(), "m")) {
      traces.trace(List.of(A), 1);
    }
    Files.writeString(onlyFile().resolveSibling("z.traces"), "something else");
    Files.write(onlyFile().resolveSibling("y.traces"), new byte[0]);
    try (TraceStore store = TraceStore.open(root, "m")) {
      assertThat(store.size()).isOne();
    }
    Path file = Files.writeString(root.resolve("file"), "");
    assertThatThrownBy(() -> TraceStore.open(file, "m")).isInstanceOf(TraceCacheException.class);
  }

  /** The stand-in model with made-up statistics. */
  private static final class Observing implements StatisticsSource {
    private final HashTraces hash = new HashTraces();
    private int calls;

    @Override
    public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
      calls++;
      return hash.trace(trajectories, alpha).stream()
          .map(
              trace -> new Observed((SoftQTrace) trace, states(((SoftQTrace) trace).length(), top)))
          .toList();
    }

    private static StateStatistics states(int n, int top) {
      int[][] ids = new int[n][top];
      double[][] q = new double[n][top];
      double[] mean = new double[n];
      double[] entropy = new double[n];
      for (int t = 0; t < n; t++) {
        mean[t] = t + 0.5;
        entropy[t] = t + 0.25;
        for (int k = 0; k < top; k++) {
          ids[t][k] = 10 * t + k;
          q[t][k] = -k / 3.0;
        }
      }
      return new StateStatistics(mean, entropy, ids, q);
    }

    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      calls++;
      return hash.trace(trajectories, alpha);
    }

    @Override
    public int vocabularySize() {
      return HashTraces.VOCABULARY;
    }

    @Override
    public int contextLength() {
      return HashTraces.CONTEXT;
    }

    @Override
    public void close() {}
  }

  private CachedTraces observing(Observing model) {
    return CachedTraces.over(model, TraceStore.open(root, "m"));
  }

  @Test
  void statisticsAreKeptWithTheTraceAndServeItToo() {
    List<Trajectory> rows = List.of(A, B);
    try (CachedTraces traces = observing(new Observing())) {
      traces.trace(rows, 1);
      ((StatisticsSource) traces).observe(rows, 1, 2);
      assertThat(traces.use()).isEqualTo(new CachedTraces.Use(4, 4));
    }
    Observing unasked = new Observing();
    try (CachedTraces traces = observing(unasked)) {
      assertSame(traces.trace(rows, 1), rows, 1);
      for (int top : new int[] {0, 1, 2}) {
        StateStatistics states =
            ((StatisticsSource) traces).observe(rows, 1, top).getFirst().states();
        StateStatistics wanted = Observing.states(2, top);
        assertThat(states.meanQ()).containsExactly(wanted.meanQ());
        assertThat(states.entropy()).containsExactly(wanted.entropy());
        assertThat(states.topIds()).isDeepEqualTo(wanted.topIds());
        assertThat(states.topQ()).isDeepEqualTo(wanted.topQ());
      }
      assertThat(unasked.calls).isZero();
      ((StatisticsSource) traces).observe(rows, 1, 3);
      assertThat(unasked.calls).isOne();
    }
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.toString().matches(".*\\d\\.traces"))
          .findFirst()
          .orElseThrow();
    }
  }
}

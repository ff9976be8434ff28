package org.endorm.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedHead;
import org.endorm.engine.tensor.Dtype;
import org.endorm.reward.Trajectory;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A trained head answers for the positions asked, however trajectories are packed and shared. */
class LocalHeadTest {
  /** The reference's numbers are rounded to 1e-6; the rest is float32 over at most 60 tokens. */
  private static final double TOLERANCE = 1e-4;

  private static final int THREADS = 2;

  static List<Path> folders() {
    return TinyModels.heads();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void answersForEachPosition(Path folder) {
    List<TinyModels.HeadCase> cases = TinyModels.headCases(folder);
    cases.removeIf(row -> row.ids().length < 2);
    // The same row twice shares all but its last token.
    cases.addAll(List.copyOf(cases));
    List<Trajectory> rows = cases.stream().map(row -> trajectory(row.ids())).toList();
    List<int[]> positions = cases.stream().map(row -> everySecond(row.ids().length)).toList();
    try (LocalHead head = open(folder)) {
      List<double[][]> outputs = head.outputs(rows, positions);
      for (int i = 0; i < rows.size(); i++) {
        expect(outputs.get(i), cases.get(i).outputs(), positions.get(i));
      }
    }
  }

  private static LocalHead open(Path folder) {
    EngineOptions options = new EngineOptions(Dtype.FLOAT32, THREADS);
    return new LocalHead(PretrainedHead.open(folder, options), THREADS, 80);
  }

  private static Trajectory trajectory(int[] ids) {
    int prompt = ids.length - 1;
    return Trajectory.of(
        Arrays.copyOf(ids, prompt), new int[] {ids[prompt]}, Trajectory.Ending.ENDED);
  }

  private static int[] everySecond(int length) {
    return IntStream.range(0, length).filter(i -> i % 2 == (length - 1) % 2).toArray();
  }

  private static void expect(double[][] actual, double[][] expected, int[] positions) {
    assertThat(actual).hasNumberOfRows(positions.length);
    for (int i = 0; i < positions.length; i++) {
      assertThat(actual[i]).containsExactly(expected[positions[i]], within(TOLERANCE));
    }
  }
}

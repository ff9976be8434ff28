package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
  private static final int[] PROMPT = IntStream.rangeClosed(3, 12).toArray();
  private static final int MOST = 20;

  static List<String> names() {
    return TinyModels.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void greedyTakesTheLargestLogitOfTheWholeRow(String name) {
    try (PretrainedModel model = open(name)) {
      int[] answer = greedy(model, id -> false, MOST);
      assertThat(answer).hasSize(MOST);
      for (int t = 0; t < MOST; t++) {
        assertThat(answer[t]).isEqualTo(best(model, Arrays.copyOf(answer, t)));
      }
    }
  }

  @Test
  void stopsAfterTheStopToken() {
    try (PretrainedModel model = open("llama")) {
      int[] free = greedy(model, id -> false, MOST);
      int[] stopped = greedy(model, id -> id == free[3], MOST);
      int first =
          IntStream.range(0, MOST).filter(t -> free[t] == free[3]).findFirst().orElseThrow();
      assertThat(stopped).isEqualTo(Arrays.copyOf(free, first + 1));
    }
  }

  @Test
  void aSeedFixesADraw() {
    try (PretrainedModel model = open("llama")) {
      Generator generator = new Generator(model.decoder());
      Sampling sampling = new Sampling.Random(1, 0, 1);
      int[] one = generator.generate(PROMPT, sampling, new SplittableRandom(1), id -> false, MOST);
      int[] same = generator.generate(PROMPT, sampling, new SplittableRandom(1), id -> false, MOST);
      int[] other =
          generator.generate(PROMPT, sampling, new SplittableRandom(2), id -> false, MOST);
      assertThat(same).isEqualTo(one);
      assertThat(other).isNotEqualTo(one);
    }
  }

  @Test
  void endsWhereTheContextEnds() {
    try (PretrainedModel model = open("llama")) {
      int context = model.contextLength();
      assertThat(greedy(model, id -> false, 10 * context)).hasSize(context - PROMPT.length);
    }
  }

  @Test
  void refusesAnEmptyPrompt() {
    try (PretrainedModel model = open("llama")) {
      Generator generator = new Generator(model.decoder());
      assertThatThrownBy(
              () ->
                  generator.generate(
                      new int[0], new Sampling.Greedy(), new SplittableRandom(1), id -> false, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static PretrainedModel open(String name) {
    return PretrainedModel.open(TinyModels.folder(name), new EngineOptions(Dtype.FLOAT32, 1));
  }

  private static int[] greedy(
      PretrainedModel model, java.util.function.IntPredicate stop, int most) {
    return new Generator(model.decoder())
        .generate(PROMPT, new Sampling.Greedy(), new SplittableRandom(1), stop, most);
  }

  /** The id of the largest logit after the prompt and what was written, from a computation anew. */
  private static int best(PretrainedModel model, int[] written) {
    int[] row = IntStream.concat(Arrays.stream(PROMPT), Arrays.stream(written)).toArray();
    List<Readout> readouts =
        IntStream.range(0, model.vocabularySize())
            .mapToObj(id -> new Readout(0, row.length - 1, id))
            .toList();
    Segment segment = new Segment(Segment.ROOT, 0, row);
    Forest forest = new Forest(List.of(segment), readouts, Forest.RowLength.SHORT);
    double[] q = model.decoder().read(forest, 1).q();
    return IntStream.range(0, q.length).reduce((a, b) -> q[b] > q[a] ? b : a).orElseThrow();
  }
}

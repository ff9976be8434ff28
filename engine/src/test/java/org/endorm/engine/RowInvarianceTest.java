package org.endorm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.DecoderSpec;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.Readout;
import org.endorm.engine.decoder.Segment;
import org.endorm.engine.tensor.Dtype;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In every family and type, a row's numbers are its own: bit for bit, whatever stands beside it.
 */
class RowInvarianceTest {
  private static final int ORDERS = 3;

  static Stream<Arguments> models() {
    return TinyModels.folders().stream()
        .flatMap(folder -> Arrays.stream(Dtype.values()).map(type -> Arguments.of(folder, type)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void packedIsAlone(Path folder, Dtype dtype) {
    try (PretrainedModel model = PretrainedModel.open(folder, new EngineOptions(dtype, 1))) {
      for (Forest.RowLength kind : Forest.RowLength.values()) {
        List<TinyModels.Case> rows = rows(folder, model.decoder(), kind);
        Random random = new Random(7);
        for (int i = 0; i < ORDERS && !rows.isEmpty(); i++) {
          Collections.shuffle(rows, random);
          expectAlone(model.decoder(), rows, TinyRows.together(model.decoder(), rows, 1));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void sharedPromptIsSeparate(Path folder, Dtype dtype) {
    try (PretrainedModel model = PretrainedModel.open(folder, new EngineOptions(dtype, 1))) {
      List<TinyModels.Case> rows = rows(folder, model.decoder(), Forest.RowLength.SHORT);
      int[] prompt = rows.getLast().prompt();
      rows.removeIf(row -> !Arrays.equals(row.prompt(), prompt));
      assertThat(rows).hasSizeGreaterThan(1);
      expectAlone(model.decoder(), rows, TinyRows.sharing(model.decoder(), rows, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void coresThatHelpChangeNothing(Path folder, Dtype dtype) {
    LogitStatistics alone = read(folder, new EngineOptions(dtype, 1));
    LogitStatistics helped = read(folder, new EngineOptions(dtype, 4));
    expectEqual(helped, alone);
  }

  /** A row that is alone is read block by block, and its queries are never all there. */
  @ParameterizedTest
  @MethodSource("models")
  void rowThatIsAloneIsTheSameAmongOthersAndInParts(Path folder, Dtype dtype) {
    try (PretrainedModel one = PretrainedModel.open(folder, new EngineOptions(dtype, 1));
        PretrainedModel many = PretrainedModel.open(folder, new EngineOptions(dtype, 4))) {
      DecoderSpec spec = one.decoder().spec();
      for (int length : new int[] {64, 65, 250}) {
        Random random = new Random(length);
        Segment row = segment(Segment.ROOT, 0, length, spec, random);
        Segment other = segment(Segment.ROOT, 0, 30, spec, random);
        int cut = length / 2;
        int[] end = Arrays.copyOfRange(row.ids(), cut, length);
        List<Segment> parts =
            List.of(
                new Segment(Segment.ROOT, 0, Arrays.copyOf(row.ids(), cut)),
                new Segment(0, cut, end));
        LogitStatistics alone = read(one, List.of(row), 0);
        expectEqual(read(many, List.of(row), 0), alone);
        expectEqual(read(one, List.of(other, row), 1), alone);
        expectEqual(read(one, parts, 0), alone);
      }
    }
  }

  private static void expectEqual(LogitStatistics actual, LogitStatistics expected) {
    assertThat(actual.q()).containsExactly(expected.q());
    assertThat(actual.v()).containsExactly(expected.v());
  }

  /** Every token of the segments from one on. */
  private static LogitStatistics read(PretrainedModel model, List<Segment> segments, int from) {
    List<Readout> readouts = new ArrayList<>();
    for (int segment = from; segment < segments.size(); segment++) {
      Segment own = segments.get(segment);
      for (int token = 0; token < own.ids().length; token++) {
        readouts.add(new Readout(segment, token, own.start() + token));
      }
    }
    Forest.RowLength kind = model.decoder().spec().rowLength(segments.getLast().end());
    return model.decoder().read(new Forest(segments, readouts, kind), 1);
  }

  /** One segment with rows in enough blocks to be shared out, and short ones around it. */
  private static LogitStatistics read(Path folder, EngineOptions options) {
    Random random = new Random(3);
    try (PretrainedModel model = PretrainedModel.open(folder, options)) {
      DecoderSpec spec = model.decoder().spec();
      int longest = 256;
      List<Segment> segments =
          List.of(
              segment(Segment.ROOT, 0, 20, spec, random),
              segment(0, 20, longest, spec, random),
              segment(0, 20, 50, spec, random),
              segment(0, 20, 120, spec, random),
              segment(3, 120, 160, spec, random),
              segment(3, 120, 190, spec, random));
      List<Readout> readouts = new ArrayList<>();
      for (int segment = 0; segment < segments.size(); segment++) {
        for (int token = 0; token < segments.get(segment).ids().length; token++) {
          readouts.add(new Readout(segment, token, token));
        }
      }
      return model.decoder().read(new Forest(segments, readouts, spec.rowLength(longest)), 1);
    }
  }

  private static Segment segment(int parent, int start, int end, DecoderSpec spec, Random random) {
    return new Segment(parent, start, random.ints(end - start, 0, spec.vocabulary()).toArray());
  }

  private static List<TinyModels.Case> rows(Path folder, Decoder decoder, Forest.RowLength kind) {
    List<TinyModels.Case> rows = new ArrayList<>(TinyModels.cases(folder));
    rows.removeIf(row -> TinyRows.kind(decoder, row) != kind);
    return rows;
  }

  private static void expectAlone(
      Decoder decoder, List<TinyModels.Case> rows, List<LogitStatistics> actual) {
    for (int i = 0; i < rows.size(); i++) {
      LogitStatistics alone = TinyRows.alone(decoder, rows.get(i), 1);
      expectEqual(actual.get(i), alone);
    }
  }
}

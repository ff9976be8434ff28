package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only Linux lets go of mapped pages when it is told to. */
@EnabledOnOs(OS.LINUX)
class StatesTest {
  /** Rows end within pages, and the last block is not whole. */
  private static final int HIDDEN = 600;

  private static final int COUNT = 20 * Linear.BLOCK_ROWS + 7;

  @Test
  void inAFileTheyAreWhatTheyAreInMemory() throws IOException {
    try (NoGradGuard guard = Libtorch.noGradient();
        TensorScope scope = new TensorScope();
        States inFile = States.inFile(COUNT, HIDDEN)) {
      torch.manual_seed(1);
      Tensor before = torch.randn(COUNT, HIDDEN);
      States inMemory = States.of(before.clone());
      RowBlocks.each(
          inFile, new Crew(2), (rows, from) -> rows.copy_(before.narrow(0, from, rows.size(0))));
      for (States states : new States[] {inMemory, inFile}) {
        RowBlocks.map(
            states,
            Linear.BLOCK_ROWS,
            new Crew(2),
            (rows, from) -> rows.mul(new Scalar(2)).add(new Scalar(from)));
      }
      assertThat(inFile.count()).isEqualTo(COUNT);
      assertThat(torch.equal(inFile.rows(), inMemory.rows())).isTrue();
      int[] some = {0, 3, 700, COUNT - 1, 0};
      assertThat(torch.equal(inFile.select(some), inMemory.select(some))).isTrue();
      assertThat(torch.equal(inFile.rows(), inMemory.rows())).isTrue();
    }
  }

  static List<Path> folders() {
    return TinyModels.folders();
  }

  /** Of every family, as a row that is alone and long enough has them. */
  @ParameterizedTest
  @MethodSource("folders")
  void aModelReadsTheSameFromAFile(Path folder) {
    EngineOptions options = new EngineOptions(Dtype.auto(), 2);
    try (PretrainedModel model = PretrainedModel.open(folder, options);
        Checkpoint checkpoint = Checkpoint.open(folder);
        Weights weights = new Weights(checkpoint, Dtype.auto(), Residency.KEPT)) {
      DecoderSpec spec = model.decoder().spec();
      LogitReducer reducer = new LogitReducer(spec, weights);
      LogitStatistics inMemory = read(new DecoderBody(spec, weights, 2), reducer);
      LogitStatistics inFile = read(new DecoderBody(spec, weights, 2, 1), reducer);
      assertThat(inFile.q()).containsExactly(inMemory.q());
      assertThat(inFile.v()).containsExactly(inMemory.v());
    }
  }

  private static LogitStatistics read(DecoderBody body, LogitReducer reducer) {
    int length = Math.min(3 * Linear.BLOCK_ROWS + 5, body.spec().context());
    int vocabulary = body.spec().vocabulary();
    int[] ids = IntStream.range(0, length).map(i -> i * 7 % vocabulary).toArray();
    List<Readout> readouts =
        IntStream.range(0, length).mapToObj(i -> new Readout(0, i, ids[i])).toList();
    Segment row = new Segment(Segment.ROOT, 0, ids);
    Forest forest = new Forest(List.of(row), readouts, body.spec().rowLength(length));
    return body.compute(
        forest,
        (plan, hidden) -> plan.answer(hidden, body.finalNorm(), reducer, 1, TileObserver.NONE));
  }

  /** What has been visited can be read again, and takes no memory until it is. */
  @Test
  void whatWasVisitedLeavesMemory() throws IOException {
    try (TensorScope scope = new TensorScope();
        States states = States.inFile(1 << 14, 1 << 10)) {
      states.rows().fill_(new Scalar(3));
      long filled = sharedKilobytes();
      states.visited(0, states.count());
      assertThat(filled - sharedKilobytes()).isGreaterThan(60 << 10);
      assertThat(states.rows().eq(new Scalar(3)).all().item_bool()).isTrue();
    }
  }

  /** Of files, as the system counts what is in this process's memory. */
  private static long sharedKilobytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssFile:") || line.startsWith("RssShmem:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  @Test
  void theirFileHasNoName() throws IOException {
    try (TensorScope scope = new TensorScope();
        States states = States.inFile(COUNT, HIDDEN)) {
      assertThat(mapped()).isNotEmpty().allMatch(line -> line.endsWith("(deleted)"));
    }
    assertThat(mapped()).isEmpty();
  }

  private static List<String> mapped() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("endorm-states-")).toList();
    }
  }
}

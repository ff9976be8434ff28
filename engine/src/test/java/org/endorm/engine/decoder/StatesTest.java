package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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

  /** What has been visited can be read again, and takes no memory until it is. */
  @Test
  @EnabledOnOs(OS.LINUX)
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
  @EnabledOnOs(OS.LINUX)
  void theirFileHasNoName() throws IOException {
    Set<Path> before = files();
    try (TensorScope scope = new TensorScope();
        States states = States.inFile(COUNT, HIDDEN)) {
      assertThat(files()).isEqualTo(before);
    }
  }

  private static Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("endorm-states-"))
          .collect(Collectors.toSet());
    }
  }
}

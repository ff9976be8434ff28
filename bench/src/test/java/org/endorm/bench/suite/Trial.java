package org.endorm.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Item;
import org.endorm.bench.Outcome;
import org.endorm.bench.Score;
import org.endorm.bench.TextJudge;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.scoring.Judge;

/** A benchmark over hand-made files. */
record Trial(Path folder, Benchmark benchmark) {
  Trial write(String file, String content) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, content.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  BenchmarkData read() {
    return benchmark.read(new DataFolder(folder, Slice.WHOLE, TableReader.NONE));
  }

  Outcome outcome(Judge judge) {
    return new BenchRun(List.of(judge), BenchRun.Progress.NONE, BenchRun.Journal.NONE)
        .judge(Item.answered(read().items()));
  }

  Score score(Judge judge) {
    return benchmark.score(outcome(judge).of(judge.name()));
  }

  /** The figures where an answer's reward is the number that it is. */
  Score score() {
    return score(TextJudge.number().named("number"));
  }
}

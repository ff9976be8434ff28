package org.endorm.bench;

import java.util.List;
import org.endorm.bench.data.DataFolder;

/** A published way to tell how good a judge is: data, protocol, metric. */
public interface Benchmark {
  /** What users type. */
  String name();

  /** What its publication calls it. */
  String title();

  /** Where it lies on the hub. */
  default HubFiles hub() {
    return HubFiles.ANY;
  }

  /**
   * Reads its files.
   *
   * @throws org.endorm.bench.data.UnusableDataException if there are none, or one has another form
   */
  BenchmarkData read(DataFolder folder);

  /** The figures of one judge. An item may stand in the list more than once, as in a resample. */
  Score score(List<Judged> judged);
}

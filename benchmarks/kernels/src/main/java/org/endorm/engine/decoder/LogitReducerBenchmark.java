package org.endorm.engine.decoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedModel;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.NativeBenchmark;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/** Hidden states to q and V: tile by tile, and by libtorch from all logits at once. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LogitReducerBenchmark extends NativeBenchmark {
  /** A folder or GGUF file. */
  @Param("")
  public String model;

  @Param({"64", "512"})
  public int rows;

  private PretrainedModel opened;
  private Checkpoint checkpoint;
  private Weights weights;
  private LogitReducer reducer;
  private Tensor hidden;
  private Tensor head;
  private Tensor targets;
  private List<int[]> asked;

  @Override
  protected void prepare() {
    opened = PretrainedModel.open(Path.of(model), new EngineOptions(Dtype.FLOAT32, 1));
    DecoderSpec spec = opened.decoder().spec();
    checkpoint = Checkpoint.open(Path.of(model));
    weights = new Weights(checkpoint, Dtype.FLOAT32, Residency.KEPT);
    reducer = new LogitReducer(spec, weights);
    hidden = torch.randn(rows, spec.hidden());
    int[] every = new int[spec.vocabulary()];
    for (int i = 0; i < every.length; i++) {
      every[i] = i;
    }
    head = weights.rows(spec.head().weight(), every);
    int[] ids = new int[rows];
    asked = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      ids[i] = (i * 97) % spec.vocabulary();
      asked.add(new int[] {ids[i]});
    }
    targets = Tensors.indexes(ids).view(rows, 1);
  }

  @Benchmark
  public double tiles() {
    LogitReducer.Blocks states = row -> hidden.narrow(0, row, Linear.BLOCK_ROWS);
    return reducer.reduce(states, asked, 1, TileObserver.NONE, Crew.ALONE).v[0];
  }

  @Benchmark
  public double allLogits() {
    try (TensorScope scope = new TensorScope()) {
      Tensor logits = torch.linear(hidden, head);
      Tensor q = logits.gather(1, targets);
      return q.sub(torch.logsumexp(logits, new long[] {1}, true)).sum().item_double();
    }
  }

  @TearDown
  public void close() {
    weights.close();
    checkpoint.close();
    opened.close();
  }
}

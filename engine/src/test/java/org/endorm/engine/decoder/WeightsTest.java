package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.RowSource;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.engine.tensor.Tensors;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;

class WeightsTest {
  @Test
  void aRangeOfRowsIsThatPartOfTheWhole() {
    Libtorch.ready();
    try (Checkpoint checkpoint =
        Checkpoint.open(TinyModels.gguf("llama-quants").resolve("model.gguf"))) {
      List<StoredTensor> quantised =
          checkpoint.names().stream()
              .map(checkpoint::tensor)
              .filter(tensor -> tensor.type().isBlocked())
              .toList();
      assertThat(quantised).isNotEmpty();
      quantised.forEach(tensor -> expectParts(checkpoint, tensor));
    }
  }

  @Test
  void rowsAreReadInTheOrderOfTheWhole() {
    Libtorch.ready();
    try (Checkpoint checkpoint =
        Checkpoint.open(TinyModels.gguf("llama-quants").resolve("model.gguf"))) {
      for (String name : checkpoint.names()) {
        StoredTensor tensor = checkpoint.tensor(name);
        if (tensor.rank() == 2 && tensor.rows() % 16 == 0) {
          WeightRef whole = new WeightRef.Stored(name);
          expectRows(checkpoint, tensor, whole);
          expectRows(checkpoint, tensor, whole.rows(tensor.rows() / 4, tensor.rows() / 2));
          expectRows(checkpoint, tensor, new WeightRef.Unpaired(whole, 4));
          expectRows(checkpoint, tensor, new WeightRef.HeadPart(whole, 4, 2, 1, 1));
          expectRows(checkpoint, tensor, new WeightRef.Interleaved(whole, 2, 2));
          expectRows(
              checkpoint, tensor, new WeightRef.Unpaired(whole.rows(0, tensor.rows() / 2), 2));
        }
      }
    }
  }

  private static void expectRows(Checkpoint checkpoint, StoredTensor tensor, WeightRef ref) {
    StoredWeights stored = new StoredWeights(checkpoint);
    WeightShape shapes = new WeightShape(checkpoint, stored);
    int rows = Math.toIntExact(shapes.of(ref)[0]);
    int columns = Math.toIntExact(tensor.columns());
    float[] read = new float[rows * columns];
    RowSource source = new WeightRows(stored, shapes).of(ref).orElseThrow();
    int first = 0;
    for (int count = 1; first < rows; count = Math.min(count + 1, rows - first)) {
      float[] some = new float[count * columns];
      source.read(first, count, MemorySegment.ofArray(some));
      System.arraycopy(some, 0, read, first * columns, some.length);
      first += count;
    }
    assertThat(read).as(ref.toString()).containsExactly(numbers(checkpoint, ref, rows, columns));
  }

  @Test
  void whatIsNotStoredByRowsHasNone() {
    try (Checkpoint checkpoint =
        Checkpoint.open(TinyModels.gguf("llama-quants").resolve("model.gguf"))) {
      StoredWeights stored = new StoredWeights(checkpoint);
      WeightRows rows = new WeightRows(stored, new WeightShape(checkpoint, stored));
      WeightRef whole = new WeightRef.Stored(checkpoint.names().iterator().next());
      assertThat(rows.of(whole.transposed())).isEmpty();
      assertThat(rows.of(new WeightRef.Plus(whole, 1))).isEmpty();
      assertThat(rows.of(whole.transposed().rows(0, 1))).isEmpty();
    }
  }

  private static void expectParts(Checkpoint checkpoint, StoredTensor tensor) {
    int rows = Math.toIntExact(tensor.rows());
    int columns = Math.toIntExact(tensor.columns());
    int from = rows / 3;
    int count = rows / 2;
    WeightRef whole = new WeightRef.Stored(tensor.name());
    float[] all = numbers(checkpoint, whole, rows, columns);
    assertThat(numbers(checkpoint, whole.rows(from, count), count, columns))
        .as(tensor.name())
        .containsExactly(Arrays.copyOfRange(all, from * columns, (from + count) * columns));
  }

  private static float[] numbers(Checkpoint checkpoint, WeightRef ref, int rows, int columns) {
    try (Weights weights = new Weights(checkpoint, Dtype.FLOAT32, Residency.KEPT);
        TensorScope scope = new TensorScope()) {
      Tensor numbers = weights.product(ref, rows, columns, Dtype.FLOAT32).dense();
      return Tensors.floats(numbers.to(ScalarType.Float));
    }
  }
}

package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.checkpoint.StoredTensor;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Libtorch;
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
      return Tensors.floats(numbers);
    }
  }
}

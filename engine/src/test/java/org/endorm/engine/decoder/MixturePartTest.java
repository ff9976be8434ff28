package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.checkpoint.Checkpoint;
import org.endorm.engine.model.Architectures;
import org.endorm.engine.model.ModelConfig;
import org.endorm.engine.model.PublishedNames;
import org.endorm.engine.tensor.Dtype;
import org.endorm.engine.tensor.Libtorch;
import org.endorm.engine.tensor.TensorScope;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixturePartTest {
  private static final int BLOCK = Linear.BLOCK_ROWS;

  /** More than are computed before they are added up, and a few that fill no block. */
  private static final int ROWS = 66 * BLOCK;

  @ParameterizedTest
  @ValueSource(strings = {"mixtral", "qwen3_moe", "gpt_oss", "deepseek_v2", "deepseek_v3"})
  void aRowHasTheSameBitsBesideAnyOthers(String model) throws IOException {
    Path folder = TinyModels.folder(model);
    for (Dtype dtype : Dtype.values()) {
      try (Checkpoint checkpoint = Checkpoint.open(folder);
          Weights weights = new Weights(checkpoint, dtype, Residency.KEPT);
          NoGradGuard guard = Libtorch.noGradient();
          TensorScope scope = new TensorScope()) {
        ModelConfig config = config(folder);
        DecoderSpec spec = Architectures.spec(config, PublishedNames.of(checkpoint, config));
        MlpPart mixture = MlpPart.of(mixture(spec), weights);
        torch.manual_seed(5);
        Tensor x = torch.randn(ROWS, spec.hidden());
        Tensor together = mixture.apply(x, Epilogue.NONE, new Crew(2));
        for (int count : new int[] {BLOCK, 3 * BLOCK}) {
          for (int from = 0; from + count <= ROWS; from += 31 * BLOCK / 2) {
            Tensor own = x.narrow(0, from, count).contiguous();
            Tensor alone = mixture.apply(own, Epilogue.NONE, Crew.ALONE);
            assertThat(torch.equal(alone, together.narrow(0, from, count)))
                .as(model + " " + dtype + " " + from)
                .isTrue();
          }
        }
      }
    }
  }

  private static ModelConfig config(Path folder) throws IOException {
    byte[] json = Files.readAllBytes(folder.resolve("config.json"));
    return new ModelConfig(folder, (ObjectNode) new ObjectMapper().readTree(json));
  }

  private static Mlp mixture(DecoderSpec spec) {
    return spec.layers().stream()
        .map(Layer::mlp)
        .filter(Mlp.Mixture.class::isInstance)
        .findFirst()
        .orElseThrow();
  }
}

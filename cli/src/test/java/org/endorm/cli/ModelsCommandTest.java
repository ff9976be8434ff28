package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.endorm.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final Path PAGE = Path.of("..", "docs", "models.md");

  @TempDir Path folder;
  private final Harness endorm = new Harness();

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(endorm.out());
  }

  @Test
  void infoTellsALanguageModel() throws IOException {
    String model = TinyModels.folder("qwen2").toString();
    assertThat(endorm.run("models", "info", model, "--json")).as(endorm::err).isZero();
    JsonNode info = json();
    assertThat(info.get("family").asText()).isEqualTo("qwen2");
    assertThat(info.get("vocabulary").asInt()).isEqualTo(160);
    assertThat(info.get("head_outputs").asInt()).isZero();
    assertThat(info.get("parameters").asLong() * 2)
        .isEqualTo(info.get("stored_bytes").get("BF16").asLong());
    assertThat(info.get("not_read")).isEmpty();
    assertThat(endorm.run("models", "info", model)).isZero();
    assertThat(endorm.out())
        .contains("qwen2, safetensors")
        .contains("only rows of ids can be scored");
  }

  @Test
  void infoCountsSharedWeightsOnceAndTellsHeads() throws IOException {
    for (String name : List.of("gemma3", "gpt_neox", "gpt_oss", "deepseek_v2")) {
      assertThat(endorm.run("models", "info", TinyModels.folder(name).toString(), "--json"))
          .isZero();
      long stored = json().get("stored_bytes").get("BF16").asLong();
      assertThat(json().get("parameters").asLong() * 2).as(name).isEqualTo(stored);
    }
  }

  @Test
  void infoSaysInOneSentenceWhatIsNotSupported() throws IOException {
    Path weights = TinyModels.folder("llama").resolve("model.safetensors");
    Files.copy(weights, folder.resolve("model.safetensors"));
    String config = Files.readString(TinyModels.folder("llama").resolve("config.json"));
    Files.writeString(
        folder.resolve("config.json"),
        config.replaceFirst("\\{", "{\"one_more\": 1, \"another\": 2,"));
    assertThat(endorm.run("models", "info", folder.toString())).isEqualTo(ExitCode.MODEL);
    assertThat(endorm.out()).isEmpty();
    assertThat(endorm.err()).contains("options one_more, another are not known here");
  }

  @Test
  void infoOfAPickleTellsHowToConvertIt() throws IOException {
    Files.writeString(folder.resolve("pytorch_model.bin"), "x");
    assertThat(endorm.run("models", "info", folder.toString())).isEqualTo(ExitCode.MODEL);
    assertThat(endorm.err()).contains("save_pretrained");
  }

  /**
   * The page's table is written by {@code tools/conformance_table.py}; a new family needs a new
   * run.
   */
  @Test
  void thePageOfModelsTellsAllThatIsRead() throws IOException {
    assertThat(endorm.run("models", "support", "--json")).isZero();
    String page = Files.readString(PAGE);
    List<String> rows =
        Pattern.compile("(?m)^\\| `(\\w+)` \\| ([\\w-]*) \\| +\\d")
            .matcher(page)
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            StreamSupport.stream(json().get("families").spliterator(), false)
                .map(f -> f.get("family").asText() + " " + f.get("gguf").asText(""))
                .toList());
    json()
        .get("tensor_types")
        .forEach(
            type -> {
              if (!type.asText().equals("F8_E8M0")) {
                assertThat(page).contains(type.asText());
              }
            });
  }
}

package org.endorm.scoring.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
  private static ModelName parse(String name) {
    return ModelName.parse(name, new Catalogue());
  }

  @ParameterizedTest
  @CsvSource({
    "hf:Qwen/Qwen2.5-0.5B-Instruct, Qwen/Qwen2.5-0.5B-Instruct, main",
    "Qwen/Qwen2.5-0.5B-Instruct, Qwen/Qwen2.5-0.5B-Instruct, main",
    "hf:a/b@v1.0, a/b, v1.0",
    "a/b@refs/pr/1, a/b, refs/pr/1"
  })
  void hubNames(String name, String repository, String revision) {
    assertThat(parse(name)).isEqualTo(new ModelName.Hub(repository, revision));
  }

  @Test
  void otherNames(@TempDir Path folder) {
    assertThat(parse("smollm2")).isInstanceOf(ModelName.Catalogued.class);
    assertThat(parse(folder.toString())).isEqualTo(new ModelName.Local(folder));
    assertThat(parse("http://localhost:8000/v1"))
        .isEqualTo(new ModelName.Remote(URI.create("http://localhost:8000/v1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "./no/such/dir",
        "a/b.gguf",
        "hf:a",
        "hf:a/b/c",
        "hf:../x",
        "hf:a/b@/etc",
        "hf:a/b@../../x",
        "hf:a/b--c",
        "http://",
        "https:// x",
        "a\u0000b"
      })
  void whatNamesNothingIsRefused(String name) {
    assertThatThrownBy(() -> parse(name))
        .isInstanceOf(ModelUnavailableException.class)
        .message()
        .doesNotContain("\n");
  }
}

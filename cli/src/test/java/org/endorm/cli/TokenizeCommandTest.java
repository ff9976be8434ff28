package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeCommandTest {
  private static final String TOKENIZER =
      """
      {"added_tokens": [{"id": 3, "content": "<s>", "special": true, "single_word": false,
                         "lstrip": false, "rstrip": false, "normalized": false}],
       "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "decoder": null,
       "post_processor": {"type": "TemplateProcessing", "pair": [{"Sequence": {"id": "A", "type_id": 0}}],
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [3], "tokens": ["<s>"]}}},
       "model": {"type": "WordLevel", "vocab": {"[?]": 0, "Hi": 1, "é": 2}, "unk_token": "[?]"}}
      """;

  @TempDir Path folder;
  private final Harness endorm = new Harness();
  private String tokenizer = "";

  @BeforeEach
  void tokenizer() throws IOException {
    tokenizer = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER).toString();
  }

  @Test
  void offsetsAreCodePointsAndNothingIsAdded() {
    String rows = "{\"text\":\"Hi 🎉 é<s>\"}\n{\"text\":\"\",\"id\":\"none\"}\n";
    assertThat(endorm.in(rows).run("tokenize", "--tokenizer", tokenizer)).isZero();
    assertThat(endorm.lines())
        .containsExactly(
            "{\"ids\":[1,0,2,3],\"texts\":[\"Hi\",\"🎉\",\"é\",\"<s>\"],"
                + "\"offsets\":[[0,2],[3,4],[5,6],[6,9]]}",
            "{\"id\":\"none\",\"ids\":[],\"texts\":[],\"offsets\":[]}");
  }

  @Test
  void aFolderWithoutWeightsWillDo() {
    assertThat(endorm.in("{\"text\":\"Hi\"}").run("tokenize", "--model", folder.toString()))
        .isZero();
    assertThat(endorm.out()).isEqualTo("{\"ids\":[1],\"texts\":[\"Hi\"],\"offsets\":[[0,2]]}\n");
  }

  @Test
  void aRowWithoutTextIsAnErrorInItsPlace() {
    String rows = "{\"text\":\"Hi\"}\n{\"text\":5}\n{}\n{\"text\":\"\\udc00\"}\n7\n";
    assertThat(endorm.in(rows).run("tokenize", "--tokenizer", tokenizer, "-")).isEqualTo(1);
    assertThat(endorm.lines()).hasSize(5);
    assertThat(endorm.lines().get(1)).startsWith("{\"error\":{\"type\":\"wrong_type\"");
    assertThat(endorm.lines().get(2)).startsWith("{\"error\":{\"type\":\"unknown_shape\"");
    assertThat(endorm.lines().get(3)).startsWith("{\"error\":{\"type\":\"lone_surrogate\"");
    assertThat(endorm.lines().get(4)).startsWith("{\"error\":{\"type\":\"not_an_object\"");
  }

  @Test
  void whatIsMissingOrDamagedEndsTheRun() throws IOException {
    assertThat(endorm.in("{}").run("tokenize")).isEqualTo(2);
    assertThat(endorm.in("{}").run("tokenize", "--tokenizer", folder + "/none.json")).isEqualTo(2);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER.replace("WordLevel", "Magic"));
    assertThat(endorm.in("{}").run("tokenize", "--tokenizer", tokenizer)).isEqualTo(3);
    assertThat(endorm.err()).hasLineCount(1).contains("is not a tokenizer");
    Files.delete(folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("vocab.json"), "{}");
    assertThat(endorm.in("{}").run("tokenize", "--model", folder.toString())).isEqualTo(3);
    assertThat(endorm.err()).contains("has no tokenizer.json, only vocab.json");
  }
}

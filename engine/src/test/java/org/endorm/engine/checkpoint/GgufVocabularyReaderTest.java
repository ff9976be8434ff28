package org.endorm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.endorm.text.GgufVocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufVocabularyReaderTest {
  private static final String PREFIX = "tokenizer.ggml.";

  @TempDir Path folder;

  private GgufVocabulary read(GgufBuilder content) throws IOException {
    try (GgufCheckpoint checkpoint = GgufCheckpoint.open(content.write(folder.resolve("m.gguf")))) {
      return checkpoint.vocabulary();
    }
  }

  private void assertMalformed(GgufBuilder content, String message) {
    assertThatExceptionOfType(MalformedCheckpointException.class)
        .isThrownBy(() -> read(content))
        .withMessage(folder.resolve("m.gguf") + ": " + message);
  }

  private static GgufBuilder least(int more) {
    return GgufBuilder.of(0, 2 + more)
        .entry(PREFIX + "model", "gpt2")
        .entry(PREFIX + "tokens", "a", "b", "ab");
  }

  @Test
  void readsAllThatAFileMaySay() throws IOException {
    GgufVocabulary vocabulary =
        read(
            least(17)
                .entry(PREFIX + "pre", "smollm")
                .entry(PREFIX + "token_type", 1, 3, 4)
                .entry(PREFIX + "scores", 0f, -1.5f, 2f)
                .entry(PREFIX + "merges", new String[] {"a b"})
                .entry(PREFIX + "bos_token_id", 0)
                .entry(PREFIX + "eos_token_id", 1)
                .entry(PREFIX + "unknown_token_id", 2)
                .entry(PREFIX + "padding_token_id", 1)
                .entry(PREFIX + "add_bos_token", false)
                .entry(PREFIX + "add_space_prefix", true)
                .entry(PREFIX + "eot_token_id", 2)
                .entry(PREFIX + "remove_extra_whitespaces", true)
                .entry(PREFIX + "precompiled_charsmap", -1, 2)
                .entry("general.name", "Model")
                .entry("tokenizer.chat_templates", new String[] {"tool_use"})
                .entry("tokenizer.chat_template.tool_use", "{{ tools }}")
                .entry("tokenizer.chat_template", "{{ x }}"));
    assertThat(vocabulary.model()).isEqualTo("gpt2");
    assertThat(vocabulary.pre()).isEqualTo("smollm");
    assertThat(vocabulary.tokens()).containsExactly("a", "b", "ab");
    assertThat(vocabulary.types()).containsExactly(1, 3, 4);
    assertThat(vocabulary.scores()).containsExactly(0, -1.5f, 2);
    assertThat(vocabulary.merges()).containsExactly("a b");
    assertThat(vocabulary.special()).isEqualTo(new GgufVocabulary.Special(0, 1, 2, 1, 2, -1));
    assertThat(vocabulary.rules().modelName()).isEqualTo("Model");
    assertThat(vocabulary.rules().addBos()).isFalse();
    assertThat(vocabulary.rules().addSpacePrefix()).isTrue();
    assertThat(vocabulary.rules().removeExtraSpaces()).isTrue();
    assertThat(vocabulary.rules().charsMap()).containsExactly(-1, 2);
    assertThat(vocabulary.chatTemplates())
        .containsExactly(Map.entry("tool_use", "{{ tools }}"), Map.entry("default", "{{ x }}"));
  }

  @Test
  void leavesOutWhatAFileDoesNotSay() throws IOException {
    GgufVocabulary vocabulary = read(least(0));
    assertThat(vocabulary.pre()).isNull();
    assertThat(vocabulary.types()).isNull();
    assertThat(vocabulary.scores()).isNull();
    assertThat(vocabulary.merges()).isEmpty();
    assertThat(vocabulary.special()).isEqualTo(new GgufVocabulary.Special(-1, -1, -1, -1, -1, -1));
    assertThat(vocabulary.rules())
        .isEqualTo(new GgufVocabulary.Rules(null, null, null, null, null));
    assertThat(vocabulary.chatTemplates()).isEmpty();
  }

  @Test
  void sentencePieceHasItsUsualSpecialTokens() throws IOException {
    GgufBuilder content =
        GgufBuilder.of(0, 2)
            .entry(PREFIX + "model", "llama")
            .entry(PREFIX + "tokens", "<unk>", "<s>", "</s>");
    assertThat(read(content).special()).isEqualTo(new GgufVocabulary.Special(1, 2, 0, -1, -1, -1));
  }

  @Test
  void dropsAPaddingTokenOutsideTheVocabulary() throws IOException {
    assertThat(read(least(1).entry(PREFIX + "padding_token_id", -1)).special().padding())
        .isEqualTo(-1);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertMalformed(
        least(1).entry(PREFIX + "token_type", 1, 3),
        "tokenizer.ggml.token_type has 2 entries for 3 tokens.");
    assertMalformed(
        least(1).entry(PREFIX + "scores", 1f, 3f),
        "tokenizer.ggml.scores has 2 entries for 3 tokens.");
    assertMalformed(
        least(1).entry(PREFIX + "eos_token_id", 3),
        "tokenizer.ggml.eos_token_id is 3, outside the 3 tokens.");
    assertMalformed(GgufBuilder.of(0, 0), "metadata \"tokenizer.ggml.tokens\" is missing.");
  }
}

package org.endorm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.endorm.text.GgufVocabulary.Rules;
import org.endorm.text.GgufVocabulary.Special;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small vocabularies of each kind, as a GGUF file would hold them. */
class GgufTokenizerTest {
  private static final Special NONE = new Special(-1, -1, -1, -1, -1, -1);
  private static final Rules PLAIN = new Rules(null, null, null, null, null);
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  private static GgufVocabulary byteLevel(@Nullable String pre, Special special, Rules rules) {
    List<String> tokens =
        List.of("<|end|>", "a", "b", "c", "ab", "\u0120", "\u0120ab", "1", "11", "<x>", "c<");
    int[] types = {CONTROL, 1, 1, 1, 1, 1, 1, 1, 1, USER_DEFINED, 1};
    List<String> merges = List.of("a b", "\u0120 ab", "1 1");
    return new GgufVocabulary("gpt2", pre, tokens, types, null, merges, special, rules, Map.of());
  }

  private static GgufVocabulary sentencePiece(Rules rules, String... more) {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    int[] types = new int[3 + 256 + 6 + more.length];
    types[0] = UNKNOWN;
    types[1] = CONTROL;
    types[2] = CONTROL;
    for (int i = 0; i < 256; i++) {
      types[tokens.size()] = BYTE;
      tokens.add("<0x%02X>".formatted(i));
    }
    tokens.addAll(List.of("\u2581", "a", "b", "\u2581a", "ab", "\u2581ab"));
    tokens.addAll(List.of(more));
    Arrays.fill(types, 259, 265, NORMAL);
    Arrays.fill(types, 265, types.length, USER_DEFINED);
    float[] scores = new float[types.length];
    for (int i = 259; i < 265; i++) {
      scores[i] = -i;
    }
    Special special = new Special(1, 2, 0, -1, -1, -1);
    return new GgufVocabulary(
        "llama", null, tokens, types, scores, List.of(), special, rules, Map.of());
  }

  private static GgufVocabulary unigram(Rules rules) {
    List<String> tokens = List.of("<unk>", "</s>", "\u2581", "a", "b", "\u2581a", "ab");
    int[] types = {UNKNOWN, CONTROL, 1, 1, 1, 1, 1};
    float[] scores = {0, 0, -2, -3, -3, -4, -4};
    Special special = new Special(-1, 1, 0, -1, -1, -1);
    return new GgufVocabulary(
        "t5", null, tokens, types, scores, List.of(), special, rules, Map.of());
  }

  private static String tokens(GgufVocabulary vocabulary, String text) {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.fromGguf(vocabulary)) {
      return described(vocabulary, tokenizer.encode(text));
    }
  }

  private static String described(GgufVocabulary vocabulary, Encoding encoding) {
    return String.join(
        " ", Arrays.stream(encoding.ids()).mapToObj(id -> vocabulary.tokens().get(id)).toList());
  }

  @Test
  void thePreTokenizerCutsBeforeMerging() {
    assertThat(tokens(byteLevel("gpt-2", NONE, PLAIN), "ab 11 ab"))
        .isEqualTo("ab \u0120 11 \u0120ab");
    assertThat(tokens(byteLevel("smollm", NONE, PLAIN), "ab 11 ab"))
        .isEqualTo("ab \u0120 1 1 \u0120ab");
    assertThat(tokens(byteLevel("qwen2", NONE, PLAIN), "ab11ab")).isEqualTo("ab 1 1 ab");
  }

  @ParameterizedTest
  @MethodSource
  void everyPreTokenizerIsOneThatTheLibraryTakes(String name) {
    assertThat(tokens(byteLevel(name, NONE, PLAIN), "ab")).isEqualTo("ab");
  }

  static Stream<String> everyPreTokenizerIsOneThatTheLibraryTakes() {
    return PreTokenizers.BY_NAME.keySet().stream().sorted();
  }

  @Test
  void anUnknownPreTokenizerIsRefused() {
    assertThatThrownBy(() -> tokens(byteLevel("magic", NONE, PLAIN), "a"))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("GGUF vocabulary: the pre-tokenizer magic (tokenizer.ggml.pre) is unknown");
    assertThatThrownBy(() -> tokens(byteLevel(null, NONE, PLAIN), "a"))
        .hasMessageContaining("names no pre-tokenizer");
  }

  @Test
  void addedTokensAreFoundInTextAndControlOnesAreSpecial() {
    GgufVocabulary vocabulary = byteLevel("gpt-2", NONE, PLAIN);
    assertThat(tokens(vocabulary, "ab<|end|>c<x>")).isEqualTo("ab <|end|> c <x>");
    try (Tokenizer tokenizer = HuggingFaceTokenizer.fromGguf(vocabulary)) {
      assertThat(tokenizer.isSpecial(0)).isTrue();
      assertThat(tokenizer.isSpecial(9)).isFalse();
      assertThat(tokenizer.eos()).isEmpty();
    }
    try (Tokenizer tokenizer =
        HuggingFaceTokenizer.fromGguf(
            byteLevel("gpt-2", new Special(-1, 9, -1, -1, 4, -1), PLAIN))) {
      assertThat(tokenizer.isSpecial(9)).isTrue();
      assertThat(tokenizer.isSpecial(4)).isTrue();
      assertThat(tokenizer.eos()).hasValue(9);
    }
  }

  @Test
  void theBosIsAsTheFileSaysElseAsItsKindDoes() {
    Special bos = new Special(0, -1, -1, -1, -1, -1);
    assertThat(prompt(byteLevel("gpt-2", bos, PLAIN))).isEqualTo("a");
    assertThat(prompt(byteLevel("llama-bpe", bos, PLAIN))).isEqualTo("<|end|> a");
    Rules adds = new Rules(null, true, null, null, null);
    assertThat(prompt(byteLevel("gpt-2", bos, adds))).isEqualTo("<|end|> a");
    assertThat(prompt(sentencePiece(PLAIN))).isEqualTo("<s> \u2581a");
    assertThat(prompt(sentencePiece(new Rules(null, false, null, null, null))))
        .isEqualTo("\u2581a");
    assertThat(prompt(unigram(PLAIN))).isEqualTo("a");
  }

  private static String prompt(GgufVocabulary vocabulary) {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.fromGguf(vocabulary)) {
      return described(vocabulary, tokenizer.encodePrompt("a"));
    }
  }

  @Test
  void sentencePieceMergesByScoreAndSpellsTheRestInBytes() {
    assertThat(tokens(sentencePiece(PLAIN), "ab a")).isEqualTo("\u2581ab \u2581a");
    assertThat(tokens(sentencePiece(PLAIN), "bab")).isEqualTo("\u2581 b ab");
    assertThat(tokens(sentencePiece(PLAIN), "é\n")).isEqualTo("\u2581 <0xC3> <0xA9> <0x0A>");
    Rules bare = new Rules(null, null, false, null, null);
    assertThat(tokens(sentencePiece(bare), "ab")).isEqualTo("ab");
    assertThat(tokens(sentencePiece(PLAIN), "</s>a")).isEqualTo("</s> \u2581a");
    assertThat(tokens(sentencePiece(bare, "  ", "\n\n"), "a   a\n\nb"))
        .isEqualTo("a    \u2581a \n\n b");
  }

  @Test
  void tokensOfPhi3TakeTheWhiteSpaceBehindThem() {
    Rules phi = new Rules("Phi-3 mini", null, null, null, null);
    assertThat(tokens(sentencePiece(phi, "<|end|>"), "<|end|>\na")).isEqualTo("<|end|> \u2581a");
    assertThat(tokens(sentencePiece(phi), "<s>\na")).isEqualTo("<s> \u2581 <0x0A> a");
    assertThat(tokens(sentencePiece(PLAIN, "<|end|>"), "<|end|>\na"))
        .isEqualTo("<|end|> \u2581 <0x0A> a");
  }

  @Test
  void unigramTakesTheLikeliestCut() {
    Rules spaced = new Rules(null, null, true, true, null);
    assertThat(tokens(unigram(spaced), "ab  a ")).isEqualTo("\u2581 ab \u2581a");
    assertThat(tokens(unigram(PLAIN), "ab")).isEqualTo("ab");
    assertThat(tokens(unigram(PLAIN), "aé</s>")).isEqualTo("a <unk> </s>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "rwkv", "none", ""})
  void anotherKindIsRefused(String model) {
    GgufVocabulary other =
        new GgufVocabulary(model, null, List.of("a"), null, null, List.of(), NONE, PLAIN, Map.of());
    assertThatThrownBy(() -> tokens(other, "a"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("(tokenizer.ggml.model) is not supported");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    List<String> tokens = List.of("a", "b", "a");
    assertRefused("gpt2", tokens, null, null, List.of("a b"), "tokens 0 and 2 are the same text");
    assertRefused("gpt2", List.of("a"), new int[2], null, List.of(), "has 2 types for 1 tokens");
    assertRefused("gpt2", List.of("a", "b"), null, null, List.of(), "has no merges");
    assertRefused(
        "gpt2", List.of("a", "b"), null, null, List.of("ab"), "merge 0 is not two tokens");
    assertRefused("gpt2", List.of("a", "b"), null, null, List.of("a b"), "is not a tokenizer");
    assertRefused("llama", List.of("a", "b"), null, null, List.of(), "has no scores");
    float[] scores = {0, Float.NaN};
    assertRefused("llama", List.of("a", "b"), null, scores, List.of(), "score of token 1 is NaN");
    assertRefused("t5", List.of("a", "b"), null, new float[2], List.of(), "has no unknown token");
    assertRefused("gpt2", List.of(), null, null, List.of(), "holds 0 tokens");
  }

  private static void assertRefused(
      String model,
      List<String> tokens,
      int @Nullable [] types,
      float @Nullable [] scores,
      List<String> merges,
      String message) {
    GgufVocabulary vocabulary =
        new GgufVocabulary(model, "gpt-2", tokens, types, scores, merges, NONE, PLAIN, Map.of());
    assertThatThrownBy(() -> tokens(vocabulary, "a"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining(message);
  }
}

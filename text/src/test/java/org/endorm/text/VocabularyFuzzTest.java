package org.endorm.text;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.Assertions;
import org.endorm.text.GgufVocabulary.Rules;
import org.endorm.text.GgufVocabulary.Special;

/** Any vocabulary at all gives a tokenizer that works, or an error: never a crash. */
class VocabularyFuzzTest {
  private static final String SEED = "20260115";
  private static final int TRIES = 1_500;
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "ab",
          "ba",
          "\u2581",
          "\u2581a",
          "\u0120",
          "\u0120a",
          "<s>",
          "</s>",
          "<unk>",
          "<0x41>",
          "<0xC3>",
          "<0xA9>",
          "<0x>",
          "<0xZZ>",
          "",
          " ",
          "\n",
          "é",
          "\uD83C\uDF89",
          "\u0000",
          "<|im_end|>",
          "1",
          "12",
          "aé",
          "\uFFFD");

  private static Arbitrary<String> piece() {
    return Arbitraries.oneOf(Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(6));
  }

  private static Arbitrary<Special> special() {
    Arbitrary<Integer> id = Arbitraries.integers().between(-2, 12);
    return Combinators.combine(id, id, id, id, id)
        .as((a, b, c, d, e) -> new Special(a, b, c, d, e, -1));
  }

  private static Arbitrary<Rules> rules() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false).injectNull(0.3);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40).injectNull(0.5);
    Arbitrary<String> name = Arbitraries.of("Phi-3", "x").injectNull(0.3);
    return Combinators.combine(name, flag, flag, flag, bytes).as(Rules::new);
  }

  @Provide
  Arbitrary<GgufVocabulary> vocabularies() {
    Arbitrary<String> model = Arbitraries.of("gpt2", "llama", "t5", "t5", "llama", "gpt2", "bert");
    Arbitrary<String> pre =
        Arbitraries.of("gpt-2", "qwen2", "tekken", "falcon", "magic").injectNull(0.1);
    Arbitrary<List<String>> tokens = piece().list().ofMinSize(1).ofMaxSize(12).uniqueElements();
    Arbitrary<Integer> type = Arbitraries.integers().between(-1, 7);
    Arbitrary<Float> score = Arbitraries.floats().between(-20, 20);
    Arbitrary<List<String>> merges =
        Combinators.combine(piece(), piece()).as((l, r) -> l + " " + r).list().ofMaxSize(6);
    return Combinators.combine(
            model,
            pre,
            tokens,
            type.list().ofSize(12),
            score.list().ofSize(12),
            merges,
            special(),
            rules())
        .as(
            (m, p, t, types, scores, g, s, r) ->
                new GgufVocabulary(
                    m,
                    p,
                    t,
                    types.stream().limit(t.size()).mapToInt(Integer::intValue).toArray(),
                    floats(scores, t.size()),
                    g,
                    s,
                    r,
                    Map.of()));
  }

  private static float[] floats(List<Float> values, int size) {
    float[] floats = new float[size];
    for (int i = 0; i < size; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  @Property(tries = TRIES, seed = SEED)
  void factsAreWhatReadingTheJsonTells(@ForAll("vocabularies") GgufVocabulary vocabulary) {
    GgufTokenizerJson json;
    try {
      json = GgufTokenizerJson.of(vocabulary);
    } catch (TokenizerException e) {
      return; // What is refused has no facts; the other property looks at how.
    }
    TokenizerFacts read = TokenizerFacts.read(GgufTokenizerJson.SOURCE, json.json());
    Assertions.assertThat(json.facts()).isEqualTo(read);
  }

  @Property(tries = TRIES, seed = SEED)
  void vocabulariesTokeniseOrFail(
      @ForAll("vocabularies") GgufVocabulary vocabulary, @ForAll String text) {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.fromGguf(vocabulary)) {
      for (String any : List.of("", "ab a</s>é\uD83C\uDF89 1234\n", text)) {
        Encoding encoding = tokenizer.encodePrompt(any);
        for (int id : encoding.ids()) {
          Assertions.assertThat(id).isBetween(0, vocabulary.tokens().size() - 1);
        }
        tokenizer.decode(encoding.ids());
      }
    } catch (TokenizerException | ConversationException e) {
      Assertions.assertThat(e.getMessage()).isNotBlank();
    }
  }
}

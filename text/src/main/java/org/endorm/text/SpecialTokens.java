package org.endorm.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a model's named special tokens, as a chat template sees them.
 *
 * @param texts {@code bos_token}, {@code eos_token}, {@code unk_token}, {@code pad_token}, …; one
 *     that the model does not have is absent
 */
public record SpecialTokens(Map<String, String> texts) {
  public static final SpecialTokens NONE = new SpecialTokens(Map.of());

  public SpecialTokens {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** The end-of-sequence token's text, null where the model names none. */
  public @Nullable String eos() {
    return texts.get("eos_token");
  }

  /** The special tokens that a GGUF vocabulary names by id. */
  static SpecialTokens of(GgufVocabulary vocabulary) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "bos_token", vocabulary, vocabulary.special().bos());
    put(texts, "eos_token", vocabulary, vocabulary.special().eos());
    put(texts, "unk_token", vocabulary, vocabulary.special().unknown());
    put(texts, "pad_token", vocabulary, vocabulary.special().padding());
    return new SpecialTokens(texts);
  }

  private static void put(
      Map<String, String> texts, String name, GgufVocabulary vocabulary, int id) {
    if (id >= 0 && id < vocabulary.tokens().size()) {
      texts.put(name, vocabulary.tokens().get(id));
    }
  }
}

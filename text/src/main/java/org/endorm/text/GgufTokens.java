package org.endorm.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokens of a GGUF vocabulary, checked: their texts, types, and ids by text. */
final class GgufTokens {
  private static final int MAX_TOKENS = 1 << 24;

  /** Many times what the longest token in use has. */
  private static final int MAX_TEXT = 50_000;

  /** {@code tokenizer.ggml.token_type}. */
  private static final int NORMAL = 1;

  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  /** Tokens that end a turn: special, though some files have them as user defined. */
  private static final Set<String> TURN_ENDS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "</s>",
          "<eos>",
          "<EOT>",
          "_<EOT>",
          "<end_of_utterance>",
          "<｜end▁of▁sentence｜>",
          "[EOT]",
          "[EOS]");

  /** The special tokens of Phi-3 that leave the white space behind them alone. */
  private static final Set<String> NOT_GREEDY = Set.of("<unk>", "<s>", "<|endoftext|>");

  private final List<String> texts;
  private final int @Nullable [] types;
  private final Set<Integer> ends;
  private final boolean greedy;
  private final Map<String, Integer> ids = new HashMap<>();

  private GgufTokens(GgufVocabulary vocabulary) {
    GgufVocabulary.Special special = vocabulary.special();
    String name = vocabulary.rules().modelName();
    String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
    this.texts = vocabulary.tokens();
    this.types = vocabulary.types();
    this.ends =
        Set.copyOf(
            List.of(special.bos(), special.eos(), special.endOfTurn(), special.endOfMessage()));
    this.greedy = lower.contains("phi-3") || lower.contains("phi3");
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text.length() > MAX_TEXT) {
        throw new TokenizerException(GgufTokenizerJson.SOURCE, "its token " + i + " is too long");
      }
      Integer before = text.isEmpty() ? null : ids.put(text, i);
      if (before != null) {
        throw new TokenizerException(
            GgufTokenizerJson.SOURCE, "its tokens " + before + " and " + i + " are the same text");
      }
    }
  }

  /**
   * @throws TokenizerException if sizes differ, an id lies outside, or a text stands twice
   */
  static GgufTokens of(GgufVocabulary vocabulary) {
    int size = vocabulary.tokens().size();
    require(size > 0 && size <= MAX_TOKENS, "holds " + size + " tokens");
    int[] types = vocabulary.types();
    requireLength("types", types == null ? size : types.length, size);
    float[] scores = vocabulary.scores();
    requireLength("scores", scores == null ? size : scores.length, size);
    GgufVocabulary.Special special = vocabulary.special();
    checkId("bos", special.bos(), size);
    checkId("eos", special.eos(), size);
    checkId("unknown", special.unknown(), size);
    return new GgufTokens(vocabulary);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new TokenizerException(GgufTokenizerJson.SOURCE, what);
    }
  }

  private static void requireLength(String what, int length, int size) {
    require(length == size, "has " + length + " " + what + " for " + size + " tokens");
  }

  private static void checkId(String name, int id, int size) {
    require(id < size, "its " + name + " token " + id + " lies outside the " + size + " tokens");
  }

  int size() {
    return texts.size();
  }

  String get(int id) {
    return texts.get(id);
  }

  @Nullable String text(int id) {
    return id < 0 ? null : texts.get(id);
  }

  boolean contains(String text) {
    return ids.containsKey(text);
  }

  int id(String text) {
    return ids.getOrDefault(text, -1);
  }

  /** Whether a token is made by merging, not a control, byte or other special one. */
  boolean isNormal(int id) {
    return types == null || types[id] == NORMAL;
  }

  /** Whether what is not in the vocabulary can be spelt in bytes. */
  boolean hasBytes() {
    for (int i = 0; types != null && i < types.length; i++) {
      if (types[i] == BYTE) {
        return true;
      }
    }
    return false;
  }

  private boolean isSpecial(int id) {
    int type = types == null ? NORMAL : types[id];
    return switch (type) {
      case CONTROL, UNKNOWN -> true;
      case USER_DEFINED -> ends.contains(id) || TURN_ENDS.contains(texts.get(id));
      default -> ends.contains(id);
    };
  }

  private boolean isAdded(int id) {
    return isSpecial(id) || (types != null && types[id] == USER_DEFINED);
  }

  /** What is known of the tokenizer that they make. */
  TokenizerFacts facts() {
    List<TokenizerFacts.Added> added = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        size = i + 1;
        if (isAdded(i)) {
          added.add(new TokenizerFacts.Added(i, texts.get(i), isSpecial(i)));
        }
      }
    }
    require(size > 0, "holds no token with a text");
    return new TokenizerFacts(List.copyOf(added), size);
  }

  /** Writes the vocabulary as an object of ids. */
  void writeVocabulary(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("vocab");
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        json.writeNumberField(texts.get(i), i);
      }
    }
    json.writeEndObject();
  }

  /** Writes the tokens that are recognised in text as a whole. */
  void writeAdded(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("added_tokens");
    for (int i = 0; i < texts.size(); i++) {
      if (isAdded(i) && !texts.get(i).isEmpty()) {
        json.writeStartObject();
        json.writeNumberField("id", i);
        json.writeStringField("content", texts.get(i));
        json.writeBooleanField("single_word", false);
        json.writeBooleanField("lstrip", false);
        json.writeBooleanField("rstrip", greedy && !NOT_GREEDY.contains(texts.get(i)));
        json.writeBooleanField("normalized", false);
        json.writeBooleanField("special", isSpecial(i));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}

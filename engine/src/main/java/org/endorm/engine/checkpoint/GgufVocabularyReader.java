package org.endorm.engine.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.endorm.text.GgufVocabulary;
import org.jspecify.annotations.Nullable;

/** Builds a {@link GgufVocabulary} from the {@code tokenizer.*} metadata. */
final class GgufVocabularyReader {
  private static final int ABSENT = -1;
  private static final String KEYS = "tokenizer.ggml.";
  private static final String TEMPLATE = "tokenizer.chat_template";

  private final GgufMetadata metadata;
  private final List<String> tokens;

  private GgufVocabularyReader(GgufMetadata metadata) {
    this.metadata = metadata;
    this.tokens = metadata.strings(KEYS + "tokens");
  }

  static GgufVocabulary read(GgufMetadata metadata) {
    return new GgufVocabularyReader(metadata).read();
  }

  private GgufVocabulary read() {
    String model = metadata.string(KEYS + "model");
    int[] types = has("token_type") ? metadata.integers(KEYS + "token_type") : null;
    float[] scores = has("scores") ? metadata.floats(KEYS + "scores") : null;
    checkLength("token_type", types == null ? tokens.size() : types.length);
    checkLength("scores", scores == null ? tokens.size() : scores.length);
    return new GgufVocabulary(
        model,
        text(KEYS + "pre"),
        tokens,
        types,
        scores,
        has("merges") ? metadata.strings(KEYS + "merges") : List.of(),
        special(model),
        rules(),
        templates());
  }

  private boolean has(String name) {
    return metadata.has(KEYS + name);
  }

  private void checkLength(String name, int length) {
    if (length != tokens.size()) {
      throw MalformedCheckpointException.inFile(
          metadata.file(),
          KEYS + name + " has " + length + " entries for " + tokens.size() + " tokens");
    }
  }

  /** SentencePiece's own ids stand in where such a vocabulary does not say. */
  private GgufVocabulary.Special special(String model) {
    boolean sentencePiece = model.equals("llama") && tokens.size() > 2;
    return new GgufVocabulary.Special(
        id("bos_token_id", sentencePiece ? 1 : ABSENT),
        id("eos_token_id", sentencePiece ? 2 : ABSENT),
        id("unknown_token_id", sentencePiece ? 0 : ABSENT),
        paddingId(),
        id("eot_token_id", ABSENT),
        id("eom_token_id", ABSENT));
  }

  private int id(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    long id = metadata.whole(KEYS + name);
    if (id < 0 || id >= tokens.size()) {
      throw MalformedCheckpointException.inFile(
          metadata.file(),
          KEYS + name + " is " + id + ", outside the " + tokens.size() + " tokens");
    }
    return (int) id;
  }

  /** Nothing is ever padded with it, and published files have it outside the vocabulary. */
  private int paddingId() {
    long id = has("padding_token_id") ? metadata.whole(KEYS + "padding_token_id") : ABSENT;
    return id < 0 || id >= tokens.size() ? ABSENT : (int) id;
  }

  private GgufVocabulary.Rules rules() {
    return new GgufVocabulary.Rules(
        text("general.name"),
        flag("add_bos_token"),
        flag("add_space_prefix"),
        flag("remove_extra_whitespaces"),
        has("precompiled_charsmap") ? bytes("precompiled_charsmap") : null);
  }

  private byte[] bytes(String name) {
    int[] numbers = metadata.integers(KEYS + name);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }

  /** One without a name, and those that {@code tokenizer.chat_templates} names. */
  private Map<String, String> templates() {
    Map<String, String> templates = new LinkedHashMap<>();
    List<String> names =
        metadata.has(TEMPLATE + "s") ? metadata.strings(TEMPLATE + "s") : List.of();
    for (String name : names) {
      templates.put(name, metadata.string(TEMPLATE + "." + name));
    }
    if (metadata.has(TEMPLATE)) {
      templates.put("default", metadata.string(TEMPLATE));
    }
    return templates;
  }

  private @Nullable String text(String key) {
    return metadata.has(key) ? metadata.string(key) : null;
  }

  private @Nullable Boolean flag(String name) {
    return has(name) ? (Boolean) metadata.bool(KEYS + name) : null;
  }
}

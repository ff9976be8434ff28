package org.endorm.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The parts of a {@code tokenizer.json} in which SentencePiece's unigram model differs. */
final class UnigramJson {
  private UnigramJson() {}

  /**
   * @param charsMap SentencePiece's compiled table of replacements, null for none
   * @param squeeze whether runs of spaces become one, and those at the end none
   */
  static void writeNormalizer(JsonGenerator json, byte @Nullable [] charsMap, boolean squeeze)
      throws IOException {
    json.writeObjectFieldStart("normalizer");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("normalizers");
    if (charsMap != null && charsMap.length > 0) {
      json.writeStartObject();
      json.writeStringField("type", "Precompiled");
      json.writeStringField("precompiled_charsmap", Base64.getEncoder().encodeToString(charsMap));
      json.writeEndObject();
    }
    if (squeeze) {
      writeSqueeze(json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSqueeze(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "Strip");
    json.writeBooleanField("strip_left", false);
    json.writeBooleanField("strip_right", true);
    json.writeEndObject();
    SentencePieceJson.writeReplace(json, "Regex", " {2,}", SentencePieceJson.SPACE);
  }

  /**
   * Spaces shown as {@code ▁}, both ways.
   *
   * @param prefix whether a space goes in front of each text
   */
  static void writeSpaces(JsonGenerator json, String field, boolean prefix) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("type", "Metaspace");
    json.writeStringField("replacement", SentencePieceJson.SPACE);
    json.writeStringField("prepend_scheme", prefix ? "always" : "never");
    json.writeBooleanField("split", true);
    json.writeEndObject();
  }

  /**
   * @param unknown the id of the unknown token, -1 where bytes leave nothing unknown
   */
  static void writeModel(JsonGenerator json, GgufTokens tokens, float[] scores, int unknown)
      throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "Unigram");
    if (unknown >= 0) {
      json.writeNumberField("unk_id", unknown);
    }
    json.writeBooleanField("byte_fallback", tokens.hasBytes());
    json.writeArrayFieldStart("vocab");
    for (int i = 0; i < tokens.size(); i++) {
      json.writeStartArray();
      json.writeString(tokens.get(i));
      json.writeNumber(scores[i]);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

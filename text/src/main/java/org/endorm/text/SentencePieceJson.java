package org.endorm.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The parts of a {@code tokenizer.json} in which SentencePiece differs: spaces shown as {@code ▁}.
 */
final class SentencePieceJson {
  static final String SPACE = "\u2581";

  private SentencePieceJson() {}

  /**
   * @param prefix whether a space goes in front of each text
   */
  static void writeNormalizer(JsonGenerator json, boolean prefix) throws IOException {
    json.writeObjectFieldStart("normalizer");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("normalizers");
    if (prefix) {
      json.writeStartObject();
      json.writeStringField("type", "Prepend");
      json.writeStringField("prepend", SPACE);
      json.writeEndObject();
    }
    writeReplace(json, "String", " ", SPACE);
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * @param kind of the pattern: {@code String} or {@code Regex}
   */
  static void writeReplace(JsonGenerator json, String kind, String from, String to)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "Replace");
    json.writeObjectFieldStart("pattern");
    json.writeStringField(kind, from);
    json.writeEndObject();
    json.writeStringField("content", to);
    json.writeEndObject();
  }

  static void writeDecoder(JsonGenerator json, boolean prefix) throws IOException {
    json.writeObjectFieldStart("decoder");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("decoders");
    writeReplace(json, "String", SPACE, " ");
    for (String type : new String[] {"ByteFallback", "Fuse"}) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeEndObject();
    }
    if (prefix) {
      json.writeStartObject();
      json.writeStringField("type", "Strip");
      json.writeStringField("content", " ");
      json.writeNumberField("start", 1);
      json.writeNumberField("stop", 0);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

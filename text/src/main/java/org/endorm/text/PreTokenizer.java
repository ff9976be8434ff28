package org.endorm.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * How byte-level BPE cuts text into words before merging, as {@code tokenizer.ggml.pre} names it.
 *
 * @param steps in order
 * @param ignoreMerges whether a word that is a token stays whole, whatever the merges say
 * @param addBos whether a BOS goes in front where the file does not say
 */
record PreTokenizer(List<Step> steps, boolean ignoreMerges, boolean addBos) {

  /** One step, written as the tokenizers library names it. */
  sealed interface Step {
    /** Text that matches stands alone. */
    record Split(String regex) implements Step {}

    /** Digits stand apart from other text, and from one another if {@code each}. */
    record Digits(boolean each) implements Step {}

    /** Runs of punctuation stand alone. */
    record Punctuation() implements Step {}

    /** Bytes become characters; with {@code words}, GPT-2's own regex cuts first. */
    record ByteLevel(boolean words) implements Step {}
  }

  /**
   * The one of a name.
   *
   * @throws TokenizerException if the name is unknown
   */
  static PreTokenizer named(String name) {
    PreTokenizer found = PreTokenizers.BY_NAME.get(name);
    if (found == null) {
      throw new TokenizerException(
          GgufTokenizerJson.SOURCE,
          "the pre-tokenizer " + name + " (tokenizer.ggml.pre) is unknown");
    }
    return found;
  }

  /** Writes the steps as the value of {@code pre_tokenizer}. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("pretokenizers");
    for (Step step : steps) {
      json.writeStartObject();
      write(step, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Step step, JsonGenerator json) throws IOException {
    switch (step) {
      case Step.Split split -> {
        json.writeStringField("type", "Split");
        json.writeObjectFieldStart("pattern");
        json.writeStringField("Regex", split.regex());
        json.writeEndObject();
        json.writeStringField("behavior", "Isolated");
        json.writeBooleanField("invert", false);
      }
      case Step.Digits digits -> {
        json.writeStringField("type", "Digits");
        json.writeBooleanField("individual_digits", digits.each());
      }
      case Step.Punctuation punctuation -> {
        json.writeStringField("type", "Punctuation");
        json.writeStringField("behavior", "Contiguous");
      }
      case Step.ByteLevel bytes -> {
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", false);
        json.writeBooleanField("use_regex", bytes.words());
      }
    }
  }
}

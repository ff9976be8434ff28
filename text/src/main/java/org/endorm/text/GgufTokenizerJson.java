package org.endorm.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.endorm.text.BpeMerges.Merge;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF vocabulary rewritten as a {@code tokenizer.json}: byte-level BPE ({@code gpt2}) with the
 * pre-tokenizer it names, SentencePiece BPE ({@code llama}) or SentencePiece unigram ({@code t5}).
 *
 * @param json the tokenizer.json
 * @param facts what reading it back would tell
 * @param prefix the ids that go in front of a plain prompt: the BOS, or nothing
 */
record GgufTokenizerJson(String json, TokenizerFacts facts, int[] prefix) {
  static final String SOURCE = "GGUF vocabulary";

  /** Characters of a file that most vocabularies make. */
  private static final int LARGE = 2 << 20;

  /**
   * @throws TokenizerException if the vocabulary is malformed or of an unknown kind
   */
  static GgufTokenizerJson of(GgufVocabulary vocabulary) {
    GgufTokens tokens = GgufTokens.of(vocabulary);
    return switch (vocabulary.model()) {
      case "gpt2" -> byteLevel(vocabulary, tokens);
      case "llama" -> sentencePiece(vocabulary, tokens);
      case "t5" -> unigram(vocabulary, tokens);
      default ->
          throw new TokenizerException(
              SOURCE,
              "the kind " + vocabulary.model() + " (tokenizer.ggml.model) is not supported");
    };
  }

  private static GgufTokenizerJson byteLevel(GgufVocabulary vocabulary, GgufTokens tokens) {
    String pre = vocabulary.pre();
    if (pre == null) {
      throw new TokenizerException(SOURCE, "names no pre-tokenizer (tokenizer.ggml.pre)");
    }
    PreTokenizer preTokenizer = PreTokenizer.named(pre);
    List<Merge> merges = BpeMerges.parse(vocabulary.merges());
    String json =
        write(
            generator -> {
              generator.writeNullField("normalizer");
              generator.writeFieldName("pre_tokenizer");
              preTokenizer.write(generator);
              generator.writeObjectFieldStart("decoder");
              generator.writeStringField("type", "ByteLevel");
              generator.writeBooleanField("add_prefix_space", false);
              generator.writeBooleanField("trim_offsets", false);
              generator.writeBooleanField("use_regex", false);
              generator.writeEndObject();
              tokens.writeAdded(generator);
              writeMerging(generator, tokens, merges, null, preTokenizer.ignoreMerges());
            });
    return new GgufTokenizerJson(json, tokens.facts(), prefix(vocabulary, preTokenizer.addBos()));
  }

  private static GgufTokenizerJson sentencePiece(GgufVocabulary vocabulary, GgufTokens tokens) {
    boolean space = !Boolean.FALSE.equals(vocabulary.rules().addSpacePrefix());
    List<Merge> merges = BpeMerges.fromScores(tokens, vocabulary.scores());
    String unknown = tokens.text(vocabulary.special().unknown());
    String json =
        write(
            generator -> {
              SentencePieceJson.writeNormalizer(generator, space);
              generator.writeNullField("pre_tokenizer");
              SentencePieceJson.writeDecoder(generator, space);
              tokens.writeAdded(generator);
              writeMerging(generator, tokens, merges, unknown, false);
            });
    return new GgufTokenizerJson(json, tokens.facts(), prefix(vocabulary, true));
  }

  private static GgufTokenizerJson unigram(GgufVocabulary vocabulary, GgufTokens tokens) {
    GgufVocabulary.Rules rules = vocabulary.rules();
    boolean squeeze = Boolean.TRUE.equals(rules.removeExtraSpaces());
    // Where spaces are squeezed, one goes in front whatever the other flag says.
    boolean space = squeeze || Boolean.TRUE.equals(rules.addSpacePrefix());
    float[] scores = BpeMerges.requireScores(vocabulary.scores());
    int unknown = vocabulary.special().unknown();
    if (unknown < 0 && !tokens.hasBytes()) {
      throw new TokenizerException(SOURCE, "has no unknown token");
    }
    String json =
        write(
            generator -> {
              UnigramJson.writeNormalizer(generator, rules.charsMap(), squeeze);
              UnigramJson.writeSpaces(generator, "pre_tokenizer", space);
              UnigramJson.writeSpaces(generator, "decoder", space);
              tokens.writeAdded(generator);
              UnigramJson.writeModel(generator, tokens, scores, unknown);
            });
    // The map of characters comes from the file and is checked as any tokenizer's.
    TokenizerFacts facts = TokenizerFacts.read(SOURCE, json);
    return new GgufTokenizerJson(json, facts, prefix(vocabulary, false));
  }

  private static int[] prefix(GgufVocabulary vocabulary, boolean otherwise) {
    Boolean given = vocabulary.rules().addBos();
    boolean add = given == null ? otherwise : given;
    int bos = vocabulary.special().bos();
    return add && bos >= 0 ? new int[] {bos} : new int[0];
  }

  /** The parts of the file that differ by kind. */
  @FunctionalInterface
  private interface Parts {
    void write(JsonGenerator generator) throws IOException;
  }

  private static String write(Parts parts) {
    StringWriter out = new StringWriter(LARGE);
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      generator.writeStartObject();
      generator.writeStringField("version", "1.0");
      generator.writeNullField("truncation");
      generator.writeNullField("padding");
      generator.writeNullField("post_processor");
      parts.write(generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new TokenizerException(SOURCE, "cannot be written as JSON: " + e.getMessage(), e);
    }
    return out.toString();
  }

  /**
   * @param unknown the unknown token of SentencePiece, null where bytes leave nothing unknown
   */
  private static void writeMerging(
      JsonGenerator generator,
      GgufTokens tokens,
      List<Merge> merges,
      @Nullable String unknown,
      boolean ignoreMerges)
      throws IOException {
    generator.writeObjectFieldStart("model");
    generator.writeStringField("type", "BPE");
    generator.writeStringField("unk_token", unknown);
    generator.writeBooleanField("fuse_unk", unknown != null);
    generator.writeBooleanField("byte_fallback", tokens.hasBytes());
    generator.writeBooleanField("ignore_merges", ignoreMerges);
    tokens.writeVocabulary(generator);
    generator.writeArrayFieldStart("merges");
    for (Merge merge : merges) {
      generator.writeStartArray();
      generator.writeString(merge.left());
      generator.writeString(merge.right());
      generator.writeEndArray();
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }
}

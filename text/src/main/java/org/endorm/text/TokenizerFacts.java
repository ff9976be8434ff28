package org.endorm.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What endorm itself needs to know of a tokenizer. Of a {@code tokenizer.json} it is read in one
 * pass, without building a tree.
 *
 * @param added the added tokens
 * @param vocabularySize one more than the largest id
 */
record TokenizerFacts(List<Added> added, int vocabularySize) {
  /** No model in use has a tenth of this. */
  private static final int MAX_ID = 1 << 24;

  /**
   * A vocabulary's tokens are its field names: each comes once, and there is no use in keeping it.
   */
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  /** A token that is recognised in text as a whole. */
  record Added(int id, String content, boolean special) {}

  /**
   * @throws TokenizerException if it is not JSON, not shaped as a tokenizer, or harmful
   */
  static TokenizerFacts read(String source, String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      Reader reader = new Reader(source, parser);
      reader.read();
      if (reader.prefixed) {
        reader.steps.checkMerges(JSON.readTree(json).path("model"));
      }
      return new TokenizerFacts(List.copyOf(reader.added), reader.largest + 1);
    } catch (IOException e) {
      throw new TokenizerException(source, "is not JSON: " + firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** The pass over the file. */
  private static final class Reader {
    private final String source;
    private final JsonParser parser;
    private final List<Added> added = new ArrayList<>();
    private final TokenizerSteps steps;
    private int largest = -1;
    private boolean model;
    private boolean prefixed;

    Reader(String source, JsonParser parser) {
      this.source = source;
      this.parser = parser;
      this.steps = new TokenizerSteps(source);
    }

    void read() throws IOException {
      require(parser.nextToken() == JsonToken.START_OBJECT, "is not a JSON object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "added_tokens" -> addedTokens(value);
          case "model" -> model(value);
          case "normalizer", "pre_tokenizer", "post_processor" ->
              steps.check(parser.<JsonNode>readValueAsTree());
          default -> parser.skipChildren();
        }
      }
      require(model, "holds no model");
      require(largest >= 0, "holds no vocabulary");
      require(parser.nextToken() == null, "goes on after its end");
    }

    private void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new TokenizerException(source, otherwise);
      }
    }

    private void addedTokens(JsonToken value) throws IOException {
      require(value == JsonToken.START_ARRAY, "its added tokens are not a list");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(parser.currentToken() == JsonToken.START_OBJECT, "an added token is not an object");
        addedToken();
      }
    }

    private void addedToken() throws IOException {
      int id = -1;
      String content = null;
      boolean special = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "id" -> id = id(field);
          case "content" -> content = parser.getValueAsString();
          case "special" -> special = parser.getValueAsBoolean();
          default -> parser.skipChildren();
        }
      }
      require(id >= 0 && content != null, "an added token has no id or no content");
      added.add(new Added(id, content, special));
    }

    private int id(String what) throws IOException {
      boolean integer = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      long id = integer ? parser.getLongValue() : -1;
      require(id >= 0 && id <= MAX_ID, "the id of " + what + " is not an integer of a vocabulary");
      largest = Math.max(largest, (int) id);
      return (int) id;
    }

    private void model(JsonToken value) throws IOException {
      require(value == JsonToken.START_OBJECT, "its model is not an object");
      model = true;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken start = parser.nextToken();
        if (field.equals("vocab") && start == JsonToken.START_OBJECT) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String token = parser.currentName();
            parser.nextToken();
            id(token);
          }
        } else if (field.equals("vocab") && start == JsonToken.START_ARRAY) {
          pieces();
        } else {
          prefixed |= field.equals("continuing_subword_prefix") && start == JsonToken.VALUE_STRING;
          parser.skipChildren();
        }
      }
    }

    /** A unigram vocabulary: the place of a piece is its id. */
    private void pieces() throws IOException {
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parser.skipChildren();
        count++;
      }
      require(count <= MAX_ID, "the vocabulary is too large");
      largest = Math.max(largest, count - 1);
    }
  }
}

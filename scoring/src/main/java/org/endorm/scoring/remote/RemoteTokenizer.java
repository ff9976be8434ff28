package org.endorm.scoring.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.endorm.text.Encoding;
import org.endorm.text.SpecialTokens;
import org.endorm.text.Tokenizer;

/**
 * The tokenizer of a server that answers {@code POST /tokenize} as vLLM does. It tells ids, and not
 * where in the text each token lies.
 */
final class RemoteTokenizer implements Tokenizer {
  private static final int REMEMBERED = 256;
  private static final int SHORT = 256;

  private final ServerClient client;
  private final ServerAddress model;
  private final Set<Integer> special = new HashSet<>();
  private final OptionalInt eos;

  /** Templates print the same few things after every answer. */
  private final Map<String, int[]> lately =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, int[]> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * @param info what {@code GET /tokenizer_info} answered
   * @param named the special tokens in it that have names
   */
  RemoteTokenizer(ServerClient client, ServerAddress model, JsonNode info, SpecialTokens named) {
    this.client = client;
    this.model = model;
    info.path("added_tokens_decoder")
        .properties()
        .forEach(
            token -> {
              if (token.getKey().matches("\\d{1,9}")
                  && token.getValue().path("special").asBoolean()) {
                special.add(Integer.parseInt(token.getKey()));
              }
            });
    named.texts().values().forEach(text -> single(text).ifPresent(special::add));
    this.eos = named.eos() == null ? OptionalInt.empty() : single(named.eos());
  }

  /** The id of a text that is one token. */
  private OptionalInt single(String text) {
    int[] ids = ids(text, false);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  @Override
  public Encoding encode(String text) {
    int[] known = lately.get(text);
    int[] ids = known == null ? ids(text, false) : known;
    if (text.length() <= SHORT) {
      lately.put(text, ids);
    }
    return Encoding.ofIds(ids);
  }

  @Override
  public Encoding encodePrompt(String text) {
    return Encoding.ofIds(ids(text, true));
  }

  private int[] ids(String text, boolean addSpecialTokens) {
    ObjectNode body = body();
    body.put("prompt", text).put("add_special_tokens", addSpecialTokens);
    JsonNode tokens = client.post(model.beside("/tokenize"), body).path("tokens");
    int[] ids = new int[tokens.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = tokens.get(i);
      if (!id.isInt() || id.intValue() < 0) {
        throw new ServerException(model + " gives the token " + id + ", which is no id");
      }
      ids[i] = id.intValue();
    }
    if (ids.length == 0 && !text.isEmpty()) {
      throw new ServerException(model + " gives no tokens for a text that is not empty");
    }
    return ids;
  }

  @Override
  public String decode(int[] ids) {
    ObjectNode body = body();
    ArrayNode tokens = body.putArray("tokens");
    for (int id : ids) {
      tokens.add(id);
    }
    JsonNode text = client.post(model.beside("/detokenize"), body).path("prompt");
    if (!text.isTextual()) {
      throw new ServerException(model + " gives no text for ids");
    }
    return text.textValue();
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return model.model() == null ? body : body.put("model", model.model());
  }

  @Override
  public boolean isSpecial(int id) {
    return special.contains(id);
  }

  @Override
  public OptionalInt eos() {
    return eos;
  }

  @Override
  public int vocabularySize() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    // The client belongs to the traces.
  }
}

package org.endorm.scoring.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.endorm.scoring.trace.TraceSource;
import org.endorm.text.ChatTemplate;
import org.endorm.text.ConversationCodec;
import org.endorm.text.SpecialTokens;
import org.jspecify.annotations.Nullable;

/** A model of a server, found and ready to be asked. */
public final class RemoteModel implements AutoCloseable {
  private final ServerClient client;
  private final ServerAddress address;
  private final int contextLength;

  private RemoteModel(ServerClient client, ServerAddress address, int contextLength) {
    this.client = client;
    this.address = address;
    this.contextLength = contextLength;
  }

  /**
   * Finds the model that a URL names, or the only one that its server has.
   *
   * @param key sent as a bearer token, null for none
   * @throws ServerException if the server cannot be reached, or has several models and none is
   *     named
   */
  public static RemoteModel find(URI url, @Nullable String key) {
    return find(url, key, Patience.USUAL);
  }

  static RemoteModel find(URI url, @Nullable String key, Patience patience) {
    ServerAddress server = ServerAddress.of(url);
    ServerClient client = new ServerClient(server, key, patience);
    try {
      JsonNode answer = client.get(server.protocol("/models"));
      JsonNode listed = answer == null ? MissingNode.getInstance() : answer.path("data");
      JsonNode own = choose(server, listed);
      String name = server.model() == null ? own.path("id").textValue() : server.model();
      int context = own.path("max_model_len").asInt(Integer.MAX_VALUE);
      return new RemoteModel(client, server.named(name), context);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** The entry of the model; a missing node where the server lists nothing of it. */
  private static JsonNode choose(ServerAddress server, JsonNode listed) {
    List<String> names = new ArrayList<>();
    listed.forEach(entry -> names.add(entry.path("id").asText()));
    if (server.model() == null && names.size() > 1) {
      throw new ServerException(
          "%s serves %s; name one as %s#%s"
              .formatted(server, String.join(", ", names), server, names.getFirst()));
    }
    int index = server.model() == null ? 0 : names.indexOf(server.model());
    if (index < 0 && !names.isEmpty()) {
      throw new ServerException(
          "%s serves no %s, only %s"
              .formatted(server.root(), server.model(), String.join(", ", names)));
    }
    return listed.path(index);
  }

  /** The server's URL and the model's name. */
  public String name() {
    return address.toString();
  }

  /**
   * What asks for traces; closing it closes this.
   *
   * @param connections requests in flight at the same time
   */
  public TraceSource traces(int connections) {
    return new RemoteTraces(client, address, contextLength, connections);
  }

  /** What a server says of its tokenizer; the text side made of it. */
  public record Text(ConversationCodec codec, String facts) {}

  /**
   * The server's own tokenizer and chat template, where it answers {@code GET /tokenizer_info} and
   * {@code POST /tokenize}; usable while the traces are open.
   *
   * @throws org.endorm.reward.EndormException if it answers, and with nonsense
   */
  public Optional<Text> text() {
    JsonNode info = client.get(address.beside("/tokenizer_info"));
    if (info == null || text(info.path("eos_token")) == null) {
      return Optional.empty();
    }
    SpecialTokens named = named(info);
    RemoteTokenizer tokenizer = new RemoteTokenizer(client, address, info, named);
    String source = info.path("chat_template").textValue();
    ChatTemplate template =
        source == null ? null : ChatTemplate.parse(address.root() + "/tokenizer_info", source);
    return Optional.of(new Text(ConversationCodec.of(tokenizer, template, named), info.toString()));
  }

  private static SpecialTokens named(JsonNode info) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : info.properties()) {
      String text = text(field.getValue());
      if (field.getKey().endsWith("_token") && text != null) {
        texts.put(field.getKey(), text);
      }
    }
    return new SpecialTokens(texts);
  }

  private static @Nullable String text(JsonNode token) {
    return token.isObject() ? token.path("content").textValue() : token.textValue();
  }

  @Override
  public void close() {
    client.close();
  }
}

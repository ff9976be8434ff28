package org.endorm.scoring.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of one model without weights that answers as vLLM does: completions with echo, the list
 * of models, and, if asked to, a tokenizer of one token for each letter. Fails in every way it is
 * told to.
 */
public final class FakeServer implements AutoCloseable {
  /** The one special token, {@code <end>}. */
  public static final int END = 1;

  private static final String END_TEXT = "<end>";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What it answers to a request for a completion. */
  @FunctionalInterface
  public interface Completion {
    Answer of(JsonNode request) throws IOException;
  }

  /** A status and a body; a status of 0 is no answer at all, one below 0 half an answer. */
  public record Answer(int status, String body) {}

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Completion completion = FakeServer::completion;
  private volatile List<String> models = List.of("fake");
  private volatile boolean tokenizes;
  private volatile String template = "";
  private volatile int extra = 1;

  public FakeServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** From now on it answers so to requests for completions. */
  public FakeServer answering(Completion completion) {
    this.completion = completion;
    return this;
  }

  /** The next requests for completions fail with 503. */
  public FakeServer failing(int times) {
    failures.set(times);
    return this;
  }

  public FakeServer serving(List<String> models) {
    this.models = models;
    return this;
  }

  /** It tells its tokenizer, and this template where not empty. */
  public FakeServer tokenizing(String template) {
    this.tokenizes = true;
    this.template = template;
    return this;
  }

  /**
   * It leaves out the number of the generated token, as servers do that take a request for none.
   */
  public FakeServer withoutGenerated() {
    this.extra = 0;
    return this;
  }

  /** All requests for completions so far. */
  public List<JsonNode> requests() {
    return requests;
  }

  /** The keys that came with them. */
  public List<String> keys() {
    return keys;
  }

  /** log π that it gives an id after so many others. */
  public static double logp(int position, int id) {
    return -(1 + (position * 31 + id * 17) % 64) / 16.0;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = route(exchange);
      if (answer.status() == 0) {
        closing.await();
        return;
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (answer.status() < 0) {
        exchange.sendResponseHeaders(-answer.status(), body.length + 100L);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
        closing.await();
        return;
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer route(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    return switch (exchange.getRequestURI().getPath()) {
      case "/v1/completions" -> {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        JsonNode request = JSON.readTree(body);
        requests.add(request);
        yield failures.getAndDecrement() > 0
            ? new Answer(503, "{\"error\":{\"message\":\"busy\"}}")
            : told(completion.of(request));
      }
      case "/v1/models" -> models.isEmpty() ? new Answer(404, "") : models();
      case "/tokenizer_info" -> tokenizes ? tokenizerInfo() : new Answer(404, "{}");
      case "/tokenize" -> tokenizes ? tokenize(JSON.readTree(body)) : new Answer(404, "{}");
      default -> new Answer(404, "{\"detail\":\"Not Found\"}");
    };
  }

  private Answer told(Answer answer) throws IOException {
    if (extra == 1 || answer.status() != 200) {
      return answer;
    }
    JsonNode said = JSON.readTree(answer.body());
    ArrayNode logprobs = (ArrayNode) said.at("/choices/0/logprobs/token_logprobs");
    logprobs.remove(logprobs.size() - 1);
    return new Answer(200, said.toString());
  }

  /** The right answer. */
  public static Answer completion(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode logprobs =
        answer.putArray("choices").addObject().putObject("logprobs").putArray("token_logprobs");
    JsonNode ids = request.get("prompt");
    logprobs.addNull();
    for (int i = 1; i < ids.size(); i++) {
      logprobs.add(logp(i, ids.get(i).intValue()));
    }
    logprobs.add(-0.25);
    return new Answer(200, answer.toString());
  }

  private Answer models() {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    models.forEach(name -> data.addObject().put("id", name).put("max_model_len", 100));
    return new Answer(200, answer.toString());
  }

  private Answer tokenizerInfo() {
    ObjectNode info = JSON.createObjectNode();
    info.put("tokenizer_class", "Letters").put("eos_token", END_TEXT);
    info.putObject("added_tokens_decoder")
        .putObject("" + END)
        .put("content", END_TEXT)
        .put("special", true);
    if (!template.isEmpty()) {
      info.put("chat_template", template);
    }
    return new Answer(200, info.toString());
  }

  private static Answer tokenize(JsonNode request) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode tokens = answer.putArray("tokens");
    String text = request.get("prompt").textValue();
    for (String part : text.split("(?=" + END_TEXT + ")|(?<=" + END_TEXT + ")")) {
      if (part.equals(END_TEXT)) {
        tokens.add(END);
      } else {
        part.codePoints().forEach(c -> tokens.add(2 + c));
      }
    }
    return new Answer(200, answer.toString());
  }

  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }
}

package org.endorm.scoring.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.endorm.scoring.catalogue.HubModels.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hub's client against a hub on the loopback, with its storage on another host name. */
class HubModelsTest {
  private static final String COMMIT = HubAnswers.COMMIT;
  private static final ModelName.Hub TINY = new ModelName.Hub("own/tiny", "main");

  @TempDir Path cache;
  private HttpServer server;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private int status = 200;
  private int cutAfter = -1;
  private boolean lie;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    file("config.json", "{}");
    file("tokenizer.json", "{\"t\":1}");
    file("model.safetensors", "weights".repeat(100));
    file("README.md", "not fetched");
    file("pytorch_model.bin", "not fetched");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void file(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private HubModels hub(Map<String, String> more, boolean offline) {
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("HF_ENDPOINT", "http://127.0.0.1:" + port() + "/");
    environment.put("HF_HUB_CACHE", cache.toString());
    environment.put("HF_TOKEN", "secret");
    return new HubModels(new Access(environment, offline, FetchProgress.NONE));
  }

  private Path fetch() {
    return hub(Map.of(), false).fetch(TINY, Part.ALL);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String token = exchange.getRequestHeaders().containsKey("Authorization") ? " with token" : "";
    requests.add(exchange.getRequestMethod() + " " + path + token);
    try (exchange) {
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
      } else if (path.startsWith("/api/models/own/tiny/revision/main")) {
        send(exchange, 200, HubAnswers.listing(files.keySet()).getBytes(StandardCharsets.UTF_8), 0);
      } else if (path.startsWith("/own/tiny/resolve/" + COMMIT + "/")) {
        describe(exchange, path.substring(("/own/tiny/resolve/" + COMMIT + "/").length()));
      } else if (path.startsWith("/storage/")) {
        store(exchange, files.get(path.substring("/storage/".length())));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /** Large files lie with the storage, which is another host; small ones with the hub itself. */
  private void describe(HttpExchange exchange, String name) throws IOException {
    byte[] content = files.get(name);
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (name.endsWith(".safetensors") || name.endsWith(".gguf")) {
      exchange
          .getResponseHeaders()
          .set("X-Linked-Etag", '"' + HubAnswers.hash("SHA-256", content) + '"');
      exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
      exchange
          .getResponseHeaders()
          .set("Location", "http://localhost:" + port() + "/storage/" + name);
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    exchange.getResponseHeaders().set("ETag", "W/\"" + HubAnswers.gitBlob(content) + '"');
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      send(exchange, 200, content, 0);
    }
  }

  private void store(HttpExchange exchange, byte[] content) throws IOException {
    byte[] bytes = lie ? new byte[content.length] : content;
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    send(exchange, range == null ? 200 : 206, bytes, from);
  }

  private void send(HttpExchange exchange, int code, byte[] content, int from) throws IOException {
    exchange.sendResponseHeaders(code, content.length - from);
    int cut = cutAfter < 0 || content.length < 100 ? content.length : cutAfter;
    exchange.getResponseBody().write(content, from, cut - from);
  }

  @Test
  void aModelLiesInTheSharedLayout() throws IOException {
    Path snapshot = fetch();
    Path repository = cache.resolve("models--own--tiny");
    assertThat(snapshot).isEqualTo(repository.resolve("snapshots").resolve(COMMIT));
    try (var there = Files.list(snapshot)) {
      assertThat(there.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "tokenizer.json", "model.safetensors");
    }
    assertThat(snapshot.resolve("model.safetensors"))
        .isSymbolicLink()
        .hasBinaryContent(files.get("model.safetensors"));
    assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")).toString())
        .isEqualTo("../../blobs/" + HubAnswers.hash("SHA-256", files.get("model.safetensors")));
    assertThat(repository.resolve("refs/main")).hasContent(COMMIT);
  }

  @Test
  void theTokenStaysWithTheHub() {
    fetch();
    assertThat(requests)
        .filteredOn(r -> r.contains("/storage/"))
        .isNotEmpty()
        .noneMatch(HubModelsTest::hasToken);
    assertThat(requests)
        .filteredOn(r -> !r.contains("/storage/"))
        .allMatch(HubModelsTest::hasToken);
  }

  private static boolean hasToken(String request) {
    return request.endsWith("with token");
  }

  @Test
  void whatIsCachedServesOfflineAndIsNotFetchedTwice() {
    Path snapshot = fetch();
    requests.clear();
    assertThat(hub(Map.of(), true).fetch(TINY, Part.ALL)).isEqualTo(snapshot);
    assertThat(hub(Map.of("HF_HUB_OFFLINE", "1"), false).fetch(TINY, Part.ALL)).isEqualTo(snapshot);
    assertThat(hub(Map.of(), false).fetch(new ModelName.Hub("own/tiny", COMMIT), Part.ALL))
        .isEqualTo(snapshot);
    assertThat(requests).isEmpty();
    assertThat(fetch()).isEqualTo(snapshot);
    assertThat(requests).containsExactly("GET /api/models/own/tiny/revision/main with token");
    server.stop(0);
    assertThat(fetch()).isEqualTo(snapshot);
  }

  @Test
  void aBrokenDownloadGoesOnWhereItStopped() {
    cutAfter = 300;
    assertThatThrownBy(this::fetch).isInstanceOf(ModelUnavailableException.class);
    cutAfter = -1;
    requests.clear();
    assertThat(fetch().resolve("model.safetensors"))
        .hasBinaryContent(files.get("model.safetensors"));
    assertThat(requests).contains("GET /storage/model.safetensors");
  }

  @Test
  void shardsAreThoseOfTheIndex() {
    files.remove("model.safetensors");
    file("a.safetensors", "one");
    file("b.safetensors", "two");
    file("c.safetensors", "not in the index");
    file(HubSnapshot.INDEX, "{\"weight_map\":{\"x\":\"b.safetensors\",\"y\":\"a.safetensors\"}}");
    Path snapshot = fetch();
    assertThat(snapshot.resolve("b.safetensors")).hasContent("two");
    assertThat(snapshot.resolve("c.safetensors")).doesNotExist();
  }

  @Test
  void theTextOfAModelComesWithoutItsWeights() {
    file("additional_chat_templates/tool_use.jinja", "tools");
    file("additional_chat_templates/../evil.jinja", "not fetched");
    Path snapshot = hub(Map.of(), false).fetch(TINY, Part.TEXT);
    assertThat(snapshot.resolve("tokenizer.json")).hasContent("{\"t\":1}");
    assertThat(snapshot.resolve("additional_chat_templates/tool_use.jinja")).hasContent("tools");
    assertThat(snapshot.resolve("model.safetensors")).doesNotExist();
    assertThat(snapshot.resolve("evil.jinja")).doesNotExist();
    assertThat(hub(Map.of(), true).fetch(TINY, Part.TEXT)).isEqualTo(snapshot);
    assertThatThrownBy(() -> hub(Map.of(), true).fetch(TINY, Part.ALL))
        .hasMessageContaining("is not in");
    assertThat(fetch().resolve("model.safetensors")).exists();
  }

  @Test
  void anIndexCannotReachOutOfItsFolder() {
    file(HubSnapshot.INDEX, "{\"weight_map\":{\"x\":\"../../../evil\"}}");
    assertThatThrownBy(this::fetch).hasMessageContaining("names a file outside its folder");
  }

  @Test
  void aSingleGgufIsTheModelAndSeveralAreAQuestion() {
    files.clear();
    file("q4.gguf", "GGUF");
    assertThat(fetch()).hasContent("GGUF");
    file("q8.gguf", "GGUF");
    assertThatThrownBy(this::fetch).hasMessageContaining("2 GGUF files (q4.gguf, q8.gguf)");
    files.clear();
    file("pytorch_model.bin", "x");
    assertThatThrownBy(this::fetch).hasMessageContaining("holds no safetensors and no GGUF file");
  }

  @Test
  void otherBytesThanPromisedAreRefused() {
    lie = true;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("came with other bytes than the hub says");
    assertThat(cache.resolve("models--own--tiny/snapshots/" + COMMIT + "/model.safetensors"))
        .doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"401, set HF_TOKEN", "404, there is no own/tiny on", "500, answered 500"})
  void theHubsRefusalIsPassedOn(int code, String says) {
    status = code;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining(says);
  }

  @Test
  void withoutNetworkAndCacheItCannotBeHad() {
    assertThatThrownBy(() -> hub(Map.of(), true).fetch(TINY, Part.ALL))
        .hasMessageContaining("own/tiny is not in " + cache);
    server.stop(0);
    assertThatThrownBy(this::fetch).hasMessageContaining("127.0.0.1 cannot be reached");
    assertThatThrownBy(() -> hub(Map.of("HF_ENDPOINT", "nonsense"), false).fetch(TINY, Part.ALL))
        .hasMessageContaining("HF_ENDPOINT");
    assertThat(requests).isEmpty();
  }
}

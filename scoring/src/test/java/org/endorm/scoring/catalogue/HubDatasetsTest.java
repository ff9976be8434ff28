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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of a hub on the loopback. */
class HubDatasetsTest {
  private static final String COMMIT = HubAnswers.COMMIT;
  private static final Pattern JSON = Pattern.compile(".*\\.jsonl?");

  @TempDir Path cache;
  private HttpServer server;
  private final Map<String, String> files = new TreeMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    files.put("README.md", "not fetched");
    files.put("data/test.jsonl", "{\"a\":1}\n");
    files.put("../outside.json", "not fetched");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    String prefix = "/datasets/own/set/resolve/" + COMMIT + "/";
    try (exchange) {
      if (path.equals("/api/datasets/own/set/revision/main")) {
        send(exchange, HubAnswers.listing(files.keySet()).getBytes(StandardCharsets.UTF_8));
      } else if (path.startsWith(prefix)) {
        byte[] content =
            files.get(path.substring(prefix.length())).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().set("ETag", '"' + HubAnswers.gitBlob(content) + '"');
        send(exchange, content);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, byte[] content) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + content.length);
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  private HubDatasets hub(boolean offline) {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    Map<String, String> environment =
        Map.of("HF_ENDPOINT", endpoint, "HF_HUB_CACHE", cache.toString());
    return new HubDatasets(new Access(environment, offline, FetchProgress.NONE));
  }

  @Test
  void fetchesWhatIsWantedIntoTheSharedCache() throws IOException {
    Path folder = hub(false).fetch("own/set", JSON);
    assertThat(folder).isEqualTo(cache.resolve("datasets--own--set/snapshots").resolve(COMMIT));
    assertThat(Files.readString(folder.resolve("data/test.jsonl"))).isEqualTo("{\"a\":1}\n");
    assertThat(folder.resolve("README.md")).doesNotExist();
    assertThat(requests).noneMatch(r -> r.contains("outside") || r.contains("README"));
    requests.clear();
    assertThat(hub(false).fetch("own/set", JSON)).isEqualTo(folder);
    assertThat(requests).hasSize(1);
  }

  @Test
  void whatWasFetchedServesWhereTheHubCannotBeReached() {
    assertThatThrownBy(() -> hub(true).fetch("own/set", JSON))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("fetching it is forbidden");
    Path folder = hub(false).fetch("own/set", JSON);
    server.stop(0);
    assertThat(hub(true).fetch("own/set", JSON)).isEqualTo(folder);
    assertThat(hub(false).fetch("own/set", JSON)).isEqualTo(folder);
  }

  @Test
  void saysWhatIsNotThere() {
    assertThatThrownBy(() -> hub(false).fetch("own/set", Pattern.compile(".*\\.parquet")))
        .hasMessage("the data set own/set holds no file like .*\\.parquet");
    assertThatThrownBy(() -> hub(false).fetch("own/other", JSON))
        .hasMessageContaining("there is no own/other");
    assertThatThrownBy(() -> hub(false).fetch("set", JSON)).hasMessageContaining("not of the form");
  }
}

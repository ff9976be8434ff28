package org.endorm.scoring.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.endorm.scoring.row.RowException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server, each within bounds of time and size, and sent again where that may help.
 *
 * <p>Safe for use by several threads.
 */
final class ServerClient implements AutoCloseable {
  private static final long LARGEST_ANSWER = 64L << 20;
  private static final int LONGEST_EXCERPT = 200;
  private static final ObjectMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final ServerAddress server;
  private final @Nullable String key;
  private final Patience patience;

  /**
   * @param key sent as a bearer token, null for none
   */
  ServerClient(ServerAddress server, @Nullable String key, Patience patience) {
    this.server = server;
    this.key = key;
    this.patience = patience;
    // HTTP/2 by upgrade, the default, is beyond many Python servers.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * What lies at an address; null where the server knows none.
   *
   * @throws ServerException if there is no usable answer
   */
  @Nullable JsonNode get(URI uri) {
    HttpResponse<byte[]> response = send(request(uri).GET().build());
    int status = response.statusCode();
    if (status == 404 || status == 405 || status == 501) {
      return null;
    }
    if (status != 200) {
      throw refused(status, response.body());
    }
    return json(response.body());
  }

  /**
   * The answer to a request.
   *
   * @throws RowException if the server refuses what it is asked for, with 400, 413 or 422
   * @throws ServerException if there is no usable answer
   */
  JsonNode post(URI uri, JsonNode body) {
    HttpRequest request =
        request(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<byte[]> response = send(request);
    int status = response.statusCode();
    if (status == 400 || status == 413 || status == 422) {
      throw new RowException(
          RowException.Kind.REMOTE,
          "the server refuses the row with %d: %s".formatted(status, excerpt(response.body())));
    }
    if (status != 200) {
      throw refused(status, response.body());
    }
    return json(response.body());
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  /** The first answer that is no passing failure. */
  private HttpResponse<byte[]> send(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == patience.tries();
      try {
        HttpResponse<byte[]> response = once(request);
        boolean whole = response.statusCode() != 200 || isJson(response.body());
        if (last || (whole && !passing(response.statusCode()))) {
          return response;
        }
      } catch (IOException e) {
        if (last) {
          throw new ServerException(server.root() + " cannot be reached: " + reason(e), e);
        }
      }
      sleep(patience.pauseBefore(attempt));
    }
  }

  private static boolean passing(int status) {
    return status == 408 || status == 429 || status >= 500 && status != 501;
  }

  /** The client's own timeout ends with the headers; this one holds for the body too. */
  private HttpResponse<byte[]> once(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    try {
      return answer.get(patience.answer().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "no whole answer within %d s".formatted(Math.max(1, patience.answer().toSeconds())), e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static ServerException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ServerException("interrupted while waiting for the server", e);
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static boolean isJson(byte[] body) {
    try {
      return JSON.readTree(body).isObject();
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new ServerException(server.root() + " does not answer in JSON: " + excerpt(body), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
    throw new ServerException(
        server.root() + " does not answer with a JSON object: " + excerpt(body));
  }

  private ServerException refused(int status, byte[] body) {
    String more =
        switch (status) {
          case 401, 403 -> "; ENDORM_API_KEY is the place for a key";
          case 404 -> "; it knows no such model, or does not serve completions";
          default -> "";
        };
    return new ServerException(
        "%s answers %d: %s%s".formatted(server, status, excerpt(body), more));
  }

  /** The beginning of what a server says, in one line that is safe to print. */
  private static String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode said = JSON.readTree(body);
      JsonNode message = said.at("/error/message");
      text = message.isTextual() ? message.textValue() : said.path("message").asText(text);
    } catch (IOException e) {
      // Plain text then.
      text = text.strip();
    }
    String line = text.replaceAll("[\\p{Cntrl}\\u0080-\\u009F\\s]+", " ").strip();
    return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "…";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

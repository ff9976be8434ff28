package org.endorm.scoring.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The few requests to a Hugging Face hub that fetching takes.
 *
 * <p>The token goes to the hub's own host only: redirects to a storage host are followed without
 * it.
 */
final class HubClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_LISTING = 32 << 20;

  private final Access access;
  private final URI endpoint;
  private final HttpClient http;
  private final Duration patience;

  /**
   * What the hub says of a file.
   *
   * @param commit the commit of the revision asked for
   * @param etag its content's name: a SHA-256 of large files, a git blob's SHA-1 of the others
   * @param bytes its size
   * @param location where its bytes are
   */
  record RemoteFile(String commit, String etag, long bytes, URI location) {}

  HubClient(Access access) {
    this(access, PATIENCE);
  }

  HubClient(Access access, Duration patience) {
    this.access = access;
    this.patience = patience;
    this.endpoint = endpoint(access.hubEndpoint());
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text + "/");
      if (uri.getHost() != null && uri.getScheme().startsWith("http")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new ModelUnavailableException("HF_ENDPOINT is not a URL: " + text, e);
    }
    throw new ModelUnavailableException("HF_ENDPOINT is not the URL of a hub: " + text);
  }

  /**
   * The commit of a revision, and the names of its files.
   *
   * @param kind {@code models} or {@code datasets}
   */
  JsonNode listing(String kind, ModelName.Hub from) {
    String path = "api/%s/%s/revision/%s".formatted(kind, from.repository(), slug(from.revision()));
    HttpResponse<InputStream> response = get(endpoint.resolve(path), from.repository(), 0);
    try (InputStream body = response.body()) {
      requireOk(response, from.repository());
      return new ObjectMapper().readTree(body.readNBytes(MAX_LISTING));
    } catch (JsonProcessingException e) {
      throw new ModelUnavailableException(endpoint.getHost() + " did not answer in JSON", e);
    } catch (IOException e) {
      throw new HubUnreachableException(endpoint.getHost(), e);
    }
  }

  /** What the hub says of a file, without its bytes. */
  RemoteFile head(String repository, String revision, String file) {
    URI uri = endpoint.resolve(repository + "/resolve/" + slug(revision) + "/" + file);
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpResponse<Void> response = send(request(uri).HEAD(), uri, BodyHandlers.discarding());
      URI next = redirect(response, uri);
      if (next == null || response.headers().firstValue("X-Repo-Commit").isPresent()) {
        return file(response, uri, next, repository + "/" + file);
      }
      uri = next;
    }
    throw new ModelUnavailableException(endpoint.getHost() + " redirects without end");
  }

  private RemoteFile file(HttpResponse<?> response, URI uri, @Nullable URI next, String what) {
    if (next == null) {
      requireOk(response, what);
    }
    String commit = header(response, "X-Repo-Commit", what);
    String etag =
        response
            .headers()
            .firstValue("X-Linked-Etag")
            .orElseGet(() -> header(response, "ETag", what));
    OptionalLong linked = response.headers().firstValueAsLong("X-Linked-Size");
    long bytes =
        linked.orElseGet(() -> response.headers().firstValueAsLong("Content-Length").orElse(-1));
    etag = etag.replaceFirst("^W/", "").replace("\"", "");
    if (!etag.matches("[0-9a-f]{40}|[0-9a-f]{64}")
        || !commit.matches("[0-9a-f]{40}")
        || bytes < 0) {
      throw new ModelUnavailableException("the hub did not say what " + what + " is");
    }
    return new RemoteFile(commit, etag, bytes, next == null ? uri : next);
  }

  /** The bytes of a file from an offset on; the caller closes the stream. */
  HttpResponse<InputStream> get(URI uri, String what, long from) {
    URI at = uri;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpRequest.Builder request = request(at);
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
      }
      HttpResponse<InputStream> response = send(request.GET(), at, BodyHandlers.ofInputStream());
      URI next = redirect(response, at);
      if (next == null) {
        return response;
      }
      at = next;
    }
    throw new ModelUnavailableException(what + " redirects without end");
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(patience).header("User-Agent", "endorm");
    String token = access.variable("HF_TOKEN", "");
    boolean own = uri.getHost().equals(endpoint.getHost()) && uri.getPort() == endpoint.getPort();
    return token.isEmpty() || !own
        ? request
        : request.header("Authorization", "Bearer " + token.strip());
  }

  private <T> HttpResponse<T> send(
      HttpRequest.Builder request, URI uri, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request.build(), body);
    } catch (IOException e) {
      throw new HubUnreachableException(uri.getHost(), e);
    } catch (IllegalArgumentException e) {
      throw new ModelUnavailableException("a request to " + uri.getHost() + " cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelUnavailableException("the fetching was interrupted", e);
    }
  }

  private static @Nullable URI redirect(HttpResponse<?> response, URI from) {
    if (response.statusCode() < 301 || response.statusCode() > 308) {
      return null;
    }
    URI to = from.resolve(header(response, "Location", from.getPath()));
    boolean downgraded = from.getScheme().equals("https") && !"https".equals(to.getScheme());
    if (to.getHost() == null || downgraded) {
      throw new ModelUnavailableException(from.getHost() + " redirects to " + to);
    }
    return to;
  }

  private static String header(HttpResponse<?> response, String name, String what) {
    return response
        .headers()
        .firstValue(name)
        .orElseThrow(
            () -> new ModelUnavailableException("the answer for " + what + " has no " + name));
  }

  void requireOk(HttpResponse<?> response, String what) {
    switch (response.statusCode()) {
      case 200, 206 -> {}
      case 401, 403 ->
          throw new ModelUnavailableException(
              what + " is not open to you on " + endpoint.getHost() + " (set HF_TOKEN)");
      case 404 ->
          throw new ModelUnavailableException("there is no " + what + " on " + endpoint.getHost());
      default ->
          throw new ModelUnavailableException(
              endpoint.getHost() + " answered " + response.statusCode() + " for " + what);
    }
  }

  private static String slug(String revision) {
    return revision.replace("/", "%2F");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

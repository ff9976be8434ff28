package org.endorm.scoring.remote;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, as a user writes it: {@code http://host:8000}, with {@code /v1} after it or
 * not, and {@code #NAME} where it serves several models.
 *
 * @param root without {@code /v1}
 * @param model null where the server has only one
 */
public record ServerAddress(String root, @Nullable String model) {
  private static final String VERSION = "/v1";
  private static final String COMPLETIONS = "/completions";

  /**
   * Reads a URL.
   *
   * @throws ServerException if it holds a password or a query
   */
  public static ServerAddress of(URI uri) {
    if (uri.getRawUserInfo() != null) {
      throw new ServerException(
          "the server's URL must not hold a password; ENDORM_API_KEY is the place for a key");
    }
    if (uri.getRawQuery() != null) {
      throw new ServerException("the server's URL must not hold a query: " + uri);
    }
    String path = without(without(without(uri.getRawPath(), "/"), COMPLETIONS), VERSION);
    String root = uri.getScheme() + "://" + uri.getRawAuthority() + without(path, "/");
    String name = uri.getFragment();
    return new ServerAddress(root, name == null || name.isEmpty() ? null : name);
  }

  private static String without(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  /** The same server, and one of its models. */
  ServerAddress named(@Nullable String name) {
    return new ServerAddress(root, name);
  }

  /** A resource of the protocol, such as {@code /completions}. */
  URI protocol(String resource) {
    return URI.create(root + VERSION + resource);
  }

  /** A resource beside the protocol, such as {@code /tokenize}. */
  URI beside(String resource) {
    return URI.create(root + resource);
  }

  @Override
  public String toString() {
    return model == null ? root : root + "#" + model;
  }
}

package org.endorm.scoring.catalogue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What fetching may use: the environment's variables, the network or not, and somebody to tell.
 *
 * @param environment as {@link System#getenv()}
 * @param offline whether the network is forbidden
 */
public record Access(Map<String, String> environment, boolean offline, FetchProgress progress) {
  public Access {
    environment = Map.copyOf(environment);
  }

  /** The process's own environment, with the network, telling nobody. */
  public static Access ofProcess() {
    return new Access(System.getenv(), false, FetchProgress.NONE);
  }

  /** A variable's value, or the default where it is unset or empty. */
  String variable(String name, String otherwise) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  Path home() {
    return Path.of(variable("HOME", System.getProperty("user.home")));
  }

  /** Where endorm keeps what it fetches: {@code ENDORM_HOME}, else the platform's cache folder. */
  public Path cacheFolder() {
    String own = variable("ENDORM_HOME", "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return home().resolve("Library/Caches/endorm");
    }
    if (system.contains("windows")) {
      return Path.of(variable("LOCALAPPDATA", home().resolve("AppData/Local").toString()))
          .resolve("endorm/cache");
    }
    return Path.of(variable("XDG_CACHE_HOME", home().resolve(".cache").toString()))
        .resolve("endorm")
        .toAbsolutePath();
  }

  /**
   * The cache that the Hugging Face tools share: {@code HF_HUB_CACHE}, else under {@code HF_HOME}.
   */
  Path hubCache() {
    String cache = variable("HF_HUB_CACHE", "");
    if (!cache.isEmpty()) {
      return Path.of(cache).toAbsolutePath();
    }
    Path platform = Path.of(variable("XDG_CACHE_HOME", home().resolve(".cache").toString()));
    String hfHome = variable("HF_HOME", platform.resolve("huggingface").toString());
    return Path.of(hfHome).resolve("hub").toAbsolutePath();
  }

  String hubEndpoint() {
    String endpoint = variable("HF_ENDPOINT", "https://huggingface.co");
    return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
  }

  /** Whether the hub must not be asked: told so here, or by {@code HF_HUB_OFFLINE}. */
  boolean hubOffline() {
    String value = variable("HF_HUB_OFFLINE", "0").toUpperCase(Locale.ROOT);
    return offline
        || value.equals("1")
        || value.equals("ON")
        || value.equals("YES")
        || value.equals("TRUE");
  }
}

package org.endorm.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where data that is not part of the project lies: a folder {@code shared} beside the checkout.
 * Tests that need it are skipped where it is absent.
 */
public final class SharedData {
  private SharedData() {}

  /** The project's root folder. */
  public static Path root() {
    return Path.of(System.getProperty("endorm.root", ".")).toAbsolutePath().normalize();
  }

  /** A file or folder of the shared data; skips the running test where it is absent. */
  public static Path require(String name) {
    Path path = root().resolveSibling("shared").resolve(name);
    assumeTrue(Files.exists(path), () -> "no shared data: " + name);
    return path;
  }
}

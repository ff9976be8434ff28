package org.endorm.scoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, as its pom has it, and of its numbers. */
public final class EndormVersion {
  /** Such as {@code 0.1.0}. */
  public static final String TEXT = read();

  /** Raised by every change that moves a bit of a reward, so that no run mixes two. */
  public static final int NUMERICS = 6;

  private EndormVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = EndormVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}

package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every source is as google-java-format writes it; {@code -Dendorm.format=write} has it do so. */
class FormatTest {
  private static final Path ROOT = Path.of(System.getProperty("endorm.root"));
  private static final boolean WRITE = "write".equals(System.getProperty("endorm.format"));

  @Test
  void sourcesAreFormatted() throws IOException, FormatterException {
    List<Path> changed = new ArrayList<>();
    for (Path file : sources()) {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (!formatted.equals(source)) {
        changed.add(ROOT.relativize(file));
        if (WRITE) {
          Files.writeString(file, formatted);
        }
      }
    }
    assertThat(WRITE ? List.of() : changed).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src"))).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    assertThat(sources).isNotEmpty();
    return sources;
  }
}

package org.endorm.scoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.endorm.scoring.catalogue.FileDigest;
import org.endorm.scoring.catalogue.IoReason;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.jspecify.annotations.Nullable;

/** One hash of the small files of a model folder: what a change of would change numbers too. */
final class SettingsDigest {
  private SettingsDigest() {}

  /** The hash over names and contents, by name; null of a model that is one file. */
  static @Nullable String of(Path model) {
    if (!Files.isDirectory(model)) {
      return null;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : settings(model)) {
        String line = model.relativize(file) + " " + FileDigest.sha256(file) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new ModelUnavailableException(model + " cannot be read: " + IoReason.of(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static List<Path> settings(Path folder) throws IOException {
    List<Path> settings = new ArrayList<>(written(folder));
    Path templates = folder.resolve("additional_chat_templates");
    settings.addAll(Files.isDirectory(templates) ? written(templates) : List.of());
    return settings;
  }

  private static List<Path> written(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".json") || f.toString().endsWith(".jinja"))
          .sorted()
          .toList();
    }
  }
}

package org.endorm.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.endorm.scoring.catalogue.FileDigest;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads rows from: a file by its ending, or standard input as JSON lines.
 *
 * @param name what messages call it
 * @param file null for standard input
 */
public record Input(String name, @Nullable Path file, InputStream standard) {
  /** How the command line names standard input. */
  public static final String STANDARD = "-";

  /**
   * The input that the command line names.
   *
   * @throws InputException if there is no such file
   */
  public static Input of(String argument, InputStream standard) {
    if (argument.equals(STANDARD)) {
      return new Input("standard input", null, standard);
    }
    return new Input(argument, file(argument), standard);
  }

  /**
   * A file that is there and can be read.
   *
   * @throws InputException if it is not
   */
  public static Path file(String argument) {
    try {
      Path file = Path.of(argument);
      if (Files.isDirectory(file)) {
        throw new InputException(argument + " is a directory");
      }
      if (!Files.isReadable(file)) {
        String what = Files.exists(file) ? " cannot be read" : " does not exist";
        throw new InputException(argument + what);
      }
      return file;
    } catch (InvalidPathException e) {
      throw new InputException("\"" + argument + "\" is not a file name", e);
    }
  }

  /** Opens the rows. */
  public RowSource open() {
    try {
      return switch (ending()) {
        case ".json" -> new JsonFile(stream(), name);
        case ".parquet" -> new ParquetFile(file);
        default -> new JsonLines(stream(), name);
      };
    } catch (IOException e) {
      throw new InputException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Its bytes. */
  public InputStream stream() throws IOException {
    return file == null ? standard : Files.newInputStream(file);
  }

  private String ending() {
    String lower = file == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    return dot < 0 ? "" : lower.substring(dot);
  }

  /** Whether it is a file that can be read again from its beginning. */
  public boolean rereadable() {
    return file != null && Files.isRegularFile(file);
  }

  /**
   * Reads a whole file through once, before anything is done with it.
   *
   * @return the number of its rows
   * @throws InputException if it is empty, not UTF-8, or not what its ending says
   */
  public long check() {
    long rows = 0;
    try (RowSource source = open()) {
      while (source.next() != null) {
        rows++;
      }
    }
    if (rows == 0) {
      throw new InputException(name + " is empty");
    }
    return rows;
  }

  /** The SHA-256 of a file's bytes. */
  public String sha256() {
    try {
      return FileDigest.sha256(file);
    } catch (IOException e) {
      throw new InputException(name + " cannot be read: " + e.getMessage(), e);
    }
  }
}

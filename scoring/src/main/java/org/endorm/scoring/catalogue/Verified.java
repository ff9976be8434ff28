package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a cached file's hash: a note beside the file of the hash it had and when it was
 * last written, so that the hash is computed again only after the file has been touched.
 *
 * <p>The note is as git's index keeps it; in a cache that can't be written there is none, and each
 * start computes the hash.
 */
record Verified(String sha256, long bytes, long modifiedNanos) {
  private static final int LONGEST = 200;

  /** Whether a file has the hash, computing it where no note of this very file tells it. */
  static boolean has(Path file, String sha256) throws IOException {
    Verified wanted = of(file, sha256);
    if (wanted.line().equals(noted(note(file)))) {
      return true;
    }
    if (!FileDigest.sha256(file).equals(sha256)) {
      return false;
    }
    if (of(file, sha256).equals(wanted)) {
      write(note(file), wanted.line());
    }
    return true;
  }

  private static Verified of(Path file, String sha256) throws IOException {
    long modified = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    return new Verified(sha256, Files.size(file), modified);
  }

  private String line() {
    return sha256 + " " + bytes + " " + modifiedNanos;
  }

  static Path note(Path file) {
    return file.resolveSibling(file.getFileName() + ".verified");
  }

  private static String noted(Path note) throws IOException {
    if (!Files.isRegularFile(note) || Files.size(note) > LONGEST) {
      return "";
    }
    return new String(Files.readAllBytes(note), StandardCharsets.UTF_8).strip();
  }

  /** Where there is no place for the note, the next start computes the hash again. */
  private static void write(Path note, String line) {
    try {
      Files.writeString(note, line + "\n");
    } catch (IOException full) {
      return;
    }
  }
}

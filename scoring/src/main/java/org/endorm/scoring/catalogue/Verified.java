package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a cached file's hash: a note beside the file of the hash it had, its size and
 * when it was last touched, so that the hash is computed again only after that.
 *
 * <p>The time is that of the last change of anything about the file, which no program can set back
 * as it can the time of the last write. Where the system tells none, or there is no place for the
 * note, each start computes the hash.
 */
record Verified(String sha256, long bytes, long changedNanos) {
  private static final String CHANGED = "unix:ctime";
  private static final int LONGEST = 200;

  /** Whether a file has the hash, computing it where no note of this very file tells it. */
  static boolean has(Path file, String sha256) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return FileDigest.sha256(file).equals(sha256);
    }
    Verified now = of(file, sha256);
    if (now.line().equals(noted(note(file)))) {
      return true;
    }
    if (!FileDigest.sha256(file).equals(sha256)) {
      return false;
    }
    if (of(file, sha256).equals(now)) {
      write(note(file), now.line());
    }
    return true;
  }

  private static Verified of(Path file, String sha256) throws IOException {
    long changed = ((FileTime) Files.getAttribute(file, CHANGED)).to(TimeUnit.NANOSECONDS);
    return new Verified(sha256, Files.size(file), changed);
  }

  private String line() {
    return sha256 + " " + bytes + " " + changedNanos;
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

  /** A full disk or a cache of others costs the next start some time, and this one nothing. */
  private static void write(Path note, String line) {
    try {
      Files.writeString(note, line + "\n");
    } catch (IOException noPlace) {
      return;
    }
  }
}

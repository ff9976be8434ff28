package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Hashes of files, as lower-case hexadecimal digits. */
public final class FileDigest {
  private static final int BUFFER = 1 << 18;

  private FileDigest() {}

  /** The SHA-256 of a file's bytes. */
  public static String sha256(Path file) throws IOException {
    return copy(
        Files.newInputStream(file), OutputStream.nullOutputStream(), of("SHA-256"), n -> {});
  }

  /** The SHA-256 of bytes. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(of("SHA-256").digest(bytes));
  }

  /** The name that git gives a file of these bytes: SHA-1 over a short header and the content. */
  static String gitBlob(Path file) throws IOException {
    MessageDigest digest = of("SHA-1");
    digest.update(
        ("blob " + Files.size(file) + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return copy(Files.newInputStream(file), OutputStream.nullOutputStream(), digest, n -> {});
  }

  /** Copies a stream, telling after each piece how many bytes went, and gives their hash. */
  static String copy(InputStream from, OutputStream to, MessageDigest digest, LongConsumer done)
      throws IOException {
    try (from) {
      byte[] buffer = new byte[BUFFER];
      long total = 0;
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        digest.update(buffer, 0, n);
        to.write(buffer, 0, n);
        total += n;
        done.accept(total);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}

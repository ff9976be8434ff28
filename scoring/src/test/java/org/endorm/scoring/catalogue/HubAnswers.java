package org.endorm.scoring.catalogue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** What a hub says of a repository. */
final class HubAnswers {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private HubAnswers() {}

  /** The commit of a revision, and the names of its files. */
  static String listing(Collection<String> files) {
    String siblings =
        files.stream().map(f -> "{\"rfilename\":\"" + f + "\"}").collect(Collectors.joining(","));
    return "{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}";
  }

  /** The name that git gives a file. */
  static String gitBlob(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    return hash("SHA-1", header, content);
  }

  static String hash(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

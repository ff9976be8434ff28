package org.endorm.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.endorm.engine.tensor.MappedPages;

/** SHA-256 of mapped files, in lower-case hex. */
final class ContentHash {
  private static final int CHUNK = 1 << 20;

  private ContentHash() {}

  /** Of one file its own hash; of several the hash of their {@code sha256sum} lines, by name. */
  static String of(List<MappedFile> files) {
    if (files.size() == 1) {
      return of(files.getFirst().content());
    }
    String lines =
        files.parallelStream()
            .sorted(Comparator.comparing(ContentHash::fileName))
            .map(file -> of(file.content()) + "  " + fileName(file) + "\n")
            .collect(Collectors.joining());
    return of(MemorySegment.ofArray(lines.getBytes(StandardCharsets.UTF_8)));
  }

  static String of(MemorySegment content) {
    MessageDigest digest = sha256();
    // The digest's intrinsic works on heap arrays; chunks keep the copy, and what is mapped, small.
    byte[] chunk = new byte[(int) Math.min(CHUNK, content.byteSize())];
    for (long at = 0; at < content.byteSize(); at += chunk.length) {
      int length = (int) Math.min(chunk.length, content.byteSize() - at);
      MemorySegment.copy(content, at, MemorySegment.ofArray(chunk), 0, length);
      digest.update(chunk, 0, length);
      MappedPages.release(content.asSlice(at, length));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String fileName(MappedFile file) {
    return String.valueOf(file.path().getFileName());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package org.endorm.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A position in a GGUF header that moves over checked reads: nothing is read or allocated beyond
 * the end of the file, or beyond the bytes that a header may have.
 */
final class GgufCursor {
  /** No model's header comes near this; it bounds what a hostile one can make us hold. */
  static final int MAX_HEADER = 100_000_000;

  private static final String BYTES_OF = "bytes of ";

  private final Path file;
  private final ByteBuffer content;
  private final int limit;
  private int position;

  GgufCursor(MappedFile file) {
    this.file = file.path();
    this.limit = (int) Math.min(file.size(), MAX_HEADER);
    this.content = file.content().asSlice(0, limit).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  long position() {
    return position;
  }

  byte i8(String what) {
    return content.get(advance(Byte.BYTES, what));
  }

  short i16(String what) {
    return content.getShort(advance(Short.BYTES, what));
  }

  int i32(String what) {
    return content.getInt(advance(Integer.BYTES, what));
  }

  long i64(String what) {
    return content.getLong(advance(Long.BYTES, what));
  }

  /**
   * A count of things that take at least {@code leastBytes} each, so many that they can be there.
   */
  int count(long leastBytes, String what) {
    return count(leastBytes, "", what);
  }

  /**
   * A message is put together only where it is needed: a vocabulary has a length for each token.
   */
  private int count(long leastBytes, String of, String what) {
    long at = position;
    long count = i64(what);
    // Within the limit of a header any count fits an int.
    if (count < 0 || count > (limit - position) / leastBytes) {
      String things = Long.toUnsignedString(count) + " " + of + what;
      throw MalformedCheckpointException.atOffset(
          file, at, things + " are more than the file can hold");
    }
    return (int) count;
  }

  /** A text with its length in front. */
  String text(String what) {
    long at = position;
    int length = count(1, BYTES_OF, what);
    ByteBuffer bytes = take(length, what);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw MalformedCheckpointException.atOffset(file, at, what + " is not UTF-8");
    }
  }

  /** Passes over a text without decoding it. */
  void skipText(String what) {
    advance(count(1, BYTES_OF, what), what);
  }

  /** A copy of the next bytes, little endian. */
  ByteBuffer take(long length, String what) {
    return copy(advance(length, what), length);
  }

  /** A copy of bytes already passed. */
  ByteBuffer copy(long begin, long length) {
    byte[] bytes = new byte[(int) length];
    content.get((int) begin, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int advance(long length, String what) {
    int begin = position;
    if (length > limit - begin) {
      String end =
          limit == MAX_HEADER ? "the header passes " + MAX_HEADER + " bytes" : "the file ends";
      throw MalformedCheckpointException.atOffset(file, begin, end + " inside " + what);
    }
    position = begin + (int) length;
    return begin;
  }
}

package org.endorm.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * SentencePiece's compiled table of replacements: the size of a double array (Darts-clone) in
 * bytes, the array, then the replacements, each ended by a zero byte.
 *
 * <p>The native library walks the array without looking where it steps, so every walk is tried here
 * first.
 */
final class CharsMap {
  private static final int WORD = Integer.BYTES;
  private static final int BYTES = 256;
  private static final int VALUE = Integer.MAX_VALUE;

  private final int[] units;
  private final byte[] replacements;

  private CharsMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /** Whether the library can use a table, whatever text it is applied to. */
  static boolean isSound(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long size = bytes.length < WORD ? -1 : Integer.toUnsignedLong(buffer.getInt());
    if (size < BYTES * WORD || size > buffer.remaining()) {
      return false;
    }
    int[] units = new int[(int) (size / WORD)];
    buffer.asIntBuffer().get(units);
    byte[] replacements = new byte[bytes.length - WORD - units.length * WORD];
    buffer.position(WORD + units.length * WORD).get(replacements);
    return isText(replacements) && new CharsMap(units, replacements).staysInside();
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private boolean staysInside() {
    BitSet seen = new BitSet(units.length);
    Deque<Integer> open = new ArrayDeque<>();
    open.add(offset(units[0]));
    while (!open.isEmpty()) {
      int base = open.remove();
      if (base < 0 || (base | (BYTES - 1)) >= units.length) {
        return false;
      }
      if (!seen.get(base)) {
        seen.set(base);
        if (!children(base, open)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean children(int base, Deque<Integer> open) {
    for (int c = 1; c < BYTES; c++) {
      int unit = units[base ^ c];
      boolean child = (unit & (Integer.MIN_VALUE | (BYTES - 1))) == c;
      if (!child) {
        continue;
      }
      int next = base ^ c ^ offset(unit);
      boolean leaf = (unit & BYTES) != 0;
      if (next < 0 || next >= units.length || (leaf && !isReplacement(units[next] & VALUE))) {
        return false;
      }
      open.add(next);
    }
    return true;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  }

  /** Whether a replacement may begin there: not inside of a character. */
  private boolean isReplacement(int at) {
    return at <= replacements.length && (at == replacements.length || replacements[at] >> 6 != -2);
  }
}

package org.endorm.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Plain numbers of 8 to 64 bits as float32. */
final class PlainNumbers {
  private static final int CHUNK = 8192;
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PlainNumbers() {}

  /** Writes every element of {@code source} to {@code target}, float32 in native order. */
  static void toFloat32(ElementType type, MemorySegment source, MemorySegment target) {
    long total = source.byteSize() / type.blockBytes();
    if (type == ElementType.F32) {
      MemorySegment.copy(source, FLOATS, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, total);
      return;
    }
    float[] values = new float[(int) Math.min(CHUNK, total)];
    Chunk chunk = chunk(type, source);
    for (long done = 0; done < total; done += CHUNK) {
      int count = (int) Math.min(CHUNK, total - done);
      chunk.read(done * type.blockBytes(), values, count);
      MemorySegment.copy(
          values, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, done * Float.BYTES, count);
    }
  }

  /** Reads {@code count} elements that begin at a byte of the source. */
  @FunctionalInterface
  private interface Chunk {
    void read(long offset, float[] values, int count);
  }

  private static Chunk chunk(ElementType type, MemorySegment source) {
    return switch (type) {
      case F64 -> (at, values, count) -> narrow(source, at, values, count);
      case F16 -> halves(source);
      case BF16 -> brainHalves(source);
      case F8_E4M3, F8_E5M2, F8_E8M0 -> bytes(Float8.table(type), source);
      default -> throw new IllegalArgumentException(type + " is no plain real number");
    };
  }

  private static void narrow(MemorySegment source, long at, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = (float) source.get(DOUBLES, at + (long) i * Double.BYTES);
    }
  }

  private static Chunk halves(MemorySegment source) {
    short[] raw = new short[CHUNK];
    return (at, values, count) -> {
      MemorySegment.copy(source, SHORTS, at, raw, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = Float.float16ToFloat(raw[i]);
      }
    };
  }

  private static Chunk brainHalves(MemorySegment source) {
    short[] raw = new short[CHUNK];
    return (at, values, count) -> {
      MemorySegment.copy(source, SHORTS, at, raw, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(raw[i] << 16);
      }
    };
  }

  private static Chunk bytes(float[] table, MemorySegment source) {
    byte[] raw = new byte[CHUNK];
    return (at, values, count) -> {
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, raw, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = table[raw[i] & 0xff];
      }
    };
  }
}

package org.endorm.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Bytes written over others at a place of a file. */
public record ByteChange(int at, byte[] bytes) {
  /**
   * Changes of single bytes, of numbers of 64 bits (the places where lengths and offsets stand),
   * and of whatever else may matter.
   */
  @SafeVarargs
  public static Arbitrary<ByteChange> any(int places, Arbitrary<byte[]>... others) {
    List<Arbitrary<byte[]>> kinds = new ArrayList<>(List.of(others));
    kinds.add(Arbitraries.bytes().map(b -> new byte[] {b}));
    kinds.add(Arbitraries.longs().map(l -> little(8).putLong(l).array()));
    return Combinators.combine(Arbitraries.integers().between(0, places), Arbitraries.oneOf(kinds))
        .as(ByteChange::new);
  }

  public static Arbitrary<byte[]> texts(String... texts) {
    return Arbitraries.of(texts).map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  public static Arbitrary<byte[]> floats(Float... values) {
    return Arbitraries.of(values).map(f -> little(4).putFloat(f).array());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of a file's bytes with changes, at places that wrap around its end. */
  public static byte[] changed(byte[] content, List<ByteChange> changes) {
    byte[] changed = content.clone();
    for (ByteChange change : changes) {
      int at = change.at % changed.length;
      int length = Math.min(change.bytes.length, changed.length - at);
      System.arraycopy(change.bytes, 0, changed, at, length);
    }
    return changed;
  }

  @Override
  public String toString() {
    return at + ": " + Arrays.toString(bytes);
  }
}

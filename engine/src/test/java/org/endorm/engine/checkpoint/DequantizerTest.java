package org.endorm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DequantizerTest {
  private static final Set<ElementType> GOLDEN =
      Arrays.stream(ElementType.values())
          .filter(type -> type.isBlocked() || Set.of("F32", "F16", "BF16").contains(type.name()))
          .collect(Collectors.toCollection(TreeSet::new));

  @Test
  void theGoldenFileHoldsEveryTypeOfGguf() {
    try (Checkpoint golden = Checkpoint.open(Fixture.golden("quants.gguf"))) {
      Set<ElementType> held =
          golden.names().stream()
              .map(name -> golden.tensor(name).type())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(held).isEqualTo(GOLDEN);
    }
  }

  static Set<ElementType> golden() {
    return GOLDEN;
  }

  @ParameterizedTest
  @MethodSource("golden")
  void equalsThePythonPackageBitForBit(ElementType type) {
    String name = type.name().toLowerCase(Locale.ROOT);
    try (Checkpoint stored = Checkpoint.open(Fixture.golden("quants.gguf"));
        Checkpoint expected = Checkpoint.open(Fixture.golden("quants-expected.gguf"))) {
      assertThat(stored.tensor(name).type()).isEqualTo(type);
      assertThat(stored.tensor(name).shape()).isEqualTo(expected.tensor(name).shape());
      assertThat(bits(Fixture.values(stored.tensor(name))))
          .isEqualTo(bits(Fixture.values(expected.tensor(name))));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16"})
  void machineCodeDecodesAnyBlocksAsJavaDoes(ElementType type) {
    int rows = 50;
    int columns = 3 * 8192 + (type.isBlocked() ? type.blockSize() : 7);
    byte[] content = new byte[rows * columns / type.blockSize() * type.blockBytes()];
    new Random(type.ordinal()).nextBytes(content);
    long[] shape = {rows, columns};
    StoredTensor tensor =
        new StoredTensor("any", type, shape, MemorySegment.ofArray(content), Path.of("any.gguf"));
    float[] inJava = new float[rows * columns];
    Dequantizer.toFloat32(tensor, MemorySegment.ofArray(inJava));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(ValueLayout.JAVA_FLOAT, inJava.length);
      Dequantizer.toFloat32(tensor, target);
      assertThat(bits(target.toArray(ValueLayout.JAVA_FLOAT))).isEqualTo(bits(inJava));
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void givesTheSameRowByRow(ElementType type) {
    String name = type.name().toLowerCase(Locale.ROOT);
    try (Checkpoint stored = Checkpoint.open(Fixture.golden("quants.gguf"))) {
      StoredTensor tensor = stored.tensor(name);
      float[] whole = Fixture.values(tensor);
      int columns = (int) tensor.columns();
      for (int row = 0; row < tensor.rows(); row++) {
        float[] single = new float[columns];
        Dequantizer.rows(tensor, row, 1, MemorySegment.ofArray(single));
        float[] expected = Arrays.copyOfRange(whole, row * columns, (row + 1) * columns);
        assertThat(bits(single)).isEqualTo(bits(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "F16", "BF16", "F8_E5M2", "F64"})
  void goesOverChunksOfALargeTensor(ElementType type) {
    int rows = 700;
    int columns = 96;
    byte[] content = new byte[rows * columns / type.blockSize() * type.blockBytes()];
    new Random(11).nextBytes(content);
    StoredTensor tensor = Fixture.tensor(type, new long[] {rows, columns}, content);
    float[] whole = Fixture.values(tensor);
    float[] last = new float[columns];
    Dequantizer.rows(tensor, rows - 1, 1, MemorySegment.ofArray(last));
    assertThat(bits(last))
        .isEqualTo(bits(Arrays.copyOfRange(whole, (rows - 1) * columns, rows * columns)));
    assertThat(bits(whole)).isEqualTo(bits(halves(tensor)));
  }

  /** The tensor done by two threads. */
  private static float[] halves(StoredTensor tensor) {
    long rows = tensor.rows() / 2;
    float[] values = new float[(int) tensor.elements()];
    MemorySegment target = MemorySegment.ofArray(values);
    IntStream.range(0, 2)
        .parallel()
        .forEach(
            half -> {
              long place = half * rows * tensor.columns() * Float.BYTES;
              Dequantizer.rows(tensor, half * rows, rows, target.asSlice(place));
            });
    return values;
  }

  @Test
  void roundsFloat64() {
    byte[] third = {0x55, 0x55, 0x55, 0x55, 0x55, 0x55, (byte) 0xd5, 0x3f};
    assertThat(Fixture.values(Fixture.tensor(ElementType.F64, new long[] {1}, third)))
        .containsExactly(1f / 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"})
  void refusesIntegers(ElementType type) {
    StoredTensor tensor = Fixture.tensor(type, new long[] {1}, new byte[type.blockBytes()]);
    assertThatExceptionOfType(UnsupportedCheckpointException.class)
        .isThrownBy(() -> Fixture.values(tensor))
        .withMessage(
            "made-by-hand: tensor \"t\" " + type + "[1] holds no real numbers, as a weight would.");
  }

  @Test
  void refusesRowsAndTargetsOutOfBounds() {
    StoredTensor tensor = Fixture.tensor(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    MemorySegment target = MemorySegment.ofArray(new float[6]);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Dequantizer.rows(tensor, 1, 2, target));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Dequantizer.rows(tensor, -1, 1, target));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Dequantizer.rows(tensor, 0, 2, target.asSlice(4)));
  }

  /** The bits of floats, all NaN being one. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }
}

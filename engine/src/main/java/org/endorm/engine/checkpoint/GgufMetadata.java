package org.endorm.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The typed key-value metadata of a GGUF file.
 *
 * <p>Every accessor throws {@link MalformedCheckpointException} naming the key if it is absent, of
 * another type, or out of the asked range; {@link #has} asks first. Usable after the file is
 * closed.
 */
public final class GgufMetadata {
  /** What stands where bytes were no UTF-8. */
  private static final char REPLACED = '\uFFFD';

  private final Path file;
  private final Map<String, GgufValue> values;

  GgufMetadata(Path file, Map<String, GgufValue> values) {
    this.file = file;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The file, for messages. */
  public Path file() {
    return file;
  }

  /** All keys, in the file's order. */
  public Set<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether the value is an array. */
  public boolean isArray(String key) {
    return values.get(key) instanceof GgufValue.Array;
  }

  /** A text. */
  public String string(String key) {
    return value(key) instanceof GgufValue.Text text ? text.value() : wrong(key, "a text");
  }

  /** A whole number in the range of int. */
  public int integer(String key) {
    long value = whole(key);
    return value == (int) value ? (int) value : wrong(key, "a whole number of 32 bits");
  }

  /** A whole number in the range of long. */
  public long whole(String key) {
    return switch (value(key)) {
      case GgufValue.Whole(long value, GgufValueType type)
          when value >= 0 || type != GgufValueType.UINT64 ->
          value;
      default -> wrong(key, "a whole number");
    };
  }

  /** A finite number, whole or not. */
  public double number(String key) {
    double number =
        switch (value(key)) {
          case GgufValue.Real(double real) -> real;
          case GgufValue.Whole any -> whole(key);
          default -> Double.NaN;
        };
    return Double.isFinite(number) ? number : wrong(key, "a finite number");
  }

  /** A truth value. */
  public boolean bool(String key) {
    return value(key) instanceof GgufValue.Flag flag ? flag.value() : wrong(key, "a boolean");
  }

  /** An array of texts. */
  public List<String> strings(String key) {
    if (!(value(key) instanceof GgufValue.Array array) || array.type() != GgufValueType.STRING) {
      return wrong(key, "an array of texts");
    }
    ByteBuffer content = content(array);
    List<String> texts = new ArrayList<>(array.count());
    try {
      for (int i = 0; i < array.count(); i++) {
        int length = (int) content.getLong();
        texts.add(text(content.slice(content.position(), length)));
        content.position(content.position() + length);
      }
    } catch (CharacterCodingException e) {
      throw MalformedCheckpointException.inFile(
          file, "metadata " + PrintableText.of(key) + " is not UTF-8 at index " + texts.size());
    }
    return Collections.unmodifiableList(texts);
  }

  /** A vocabulary is read at every start: only what may have been replaced is decoded strictly. */
  private static String text(ByteBuffer utf8) throws CharacterCodingException {
    String text =
        new String(utf8.array(), utf8.arrayOffset(), utf8.limit(), StandardCharsets.UTF_8);
    return text.indexOf(REPLACED) < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
  }

  /** An array of whole numbers in the range of int. */
  public int[] integers(String key) {
    if (!(value(key) instanceof GgufValue.Array array) || !array.type().isWhole()) {
      return wrong(key, "an array of whole numbers");
    }
    ByteBuffer content = content(array);
    int[] numbers = new int[array.count()];
    for (int i = 0; i < numbers.length; i++) {
      long number = wholeOf(array.type(), content);
      numbers[i] = number == (int) number ? (int) number : wrong(key, "an array of 32-bit numbers");
    }
    return numbers;
  }

  /** An array of floating-point numbers, as float32. */
  public float[] floats(String key) {
    if (!(value(key) instanceof GgufValue.Array array) || !array.type().isReal()) {
      return wrong(key, "an array of floating-point numbers");
    }
    ByteBuffer content = content(array);
    float[] numbers = new float[array.count()];
    for (int i = 0; i < numbers.length; i++) {
      boolean single = array.type() == GgufValueType.FLOAT32;
      numbers[i] = single ? content.getFloat() : (float) content.getDouble();
    }
    return numbers;
  }

  /** An array of truth values. */
  public boolean[] bools(String key) {
    if (!(value(key) instanceof GgufValue.Array array) || array.type() != GgufValueType.BOOL) {
      return wrong(key, "an array of booleans");
    }
    ByteBuffer content = content(array);
    boolean[] flags = new boolean[array.count()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = content.get() != 0;
    }
    return flags;
  }

  /** One whole number per layer: an array of that length, or one number that holds for all. */
  public int[] perLayer(String key, int layers) {
    if (!isArray(key)) {
      int[] numbers = new int[layers];
      Arrays.fill(numbers, integer(key));
      return numbers;
    }
    int[] numbers = integers(key);
    return numbers.length == layers
        ? numbers
        : wrong(key, "one number for each of " + layers + " layers");
  }

  private static ByteBuffer content(GgufValue.Array array) {
    // A view of its own position: the metadata may be read from several threads.
    return array.content().duplicate().order(array.content().order());
  }

  private static long wholeOf(GgufValueType type, ByteBuffer content) {
    return switch (type) {
      case UINT8 -> Byte.toUnsignedLong(content.get());
      case INT8 -> content.get();
      case UINT16 -> Short.toUnsignedLong(content.getShort());
      case INT16 -> content.getShort();
      case UINT32 -> Integer.toUnsignedLong(content.getInt());
      case INT32 -> content.getInt();
      case INT64 -> content.getLong();
      // Beyond 2^63 any number does that is out of every range asked for.
      case UINT64 -> saturated(content.getLong());
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static long saturated(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  private GgufValue value(String key) {
    GgufValue value = values.get(key);
    if (value == null) {
      throw MalformedCheckpointException.inFile(
          file, "metadata " + PrintableText.of(key) + " is missing");
    }
    return value;
  }

  private <T> T wrong(String key, String wanted) {
    throw MalformedCheckpointException.inFile(
        file,
        "metadata "
            + PrintableText.of(key)
            + " should be "
            + wanted
            + ", but is "
            + value(key).describe());
  }
}

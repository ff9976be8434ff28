package org.endorm.engine.checkpoint;

/** Text from an untrusted file made fit for one line of an error message: short, no controls. */
public final class PrintableText {
  private static final int LIMIT = 120;
  private static final int SENTENCE = 1000;

  private PrintableText() {}

  /** The text in double quotes, at most 120 characters of it, every odd character escaped. */
  static String of(String text) {
    return '"' + inline(text) + '"';
  }

  /** The same without quotes. */
  static String inline(String text) {
    return cut(text, LIMIT);
  }

  /** A sentence that quotes such text: at most 1000 characters of it, every odd one escaped. */
  public static String sentence(String text) {
    return cut(text, SENTENCE);
  }

  private static String cut(String text, int limit) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(limit).forEach(c -> append(shown, c));
    if (text.codePointCount(0, text.length()) > limit) {
      shown.append('…');
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, int c) {
    if (Character.isISOControl(c) || isInvisible(c)) {
      shown.append(String.format("\\u%04x", c));
    } else {
      shown.appendCodePoint(c);
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}

package org.endorm.cli.show;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.Set;

/** Text of strangers, made fit for a terminal: nothing in it acts, and its width is known. */
final class TerminalText {
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI);

  private TerminalText() {}

  /**
   * The text with its control characters shown instead of sent: they would move the cursor,
   * recolour the screen or turn the line around. Newlines stay.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(c == '\n' ? c : shown(c)));
    return safe.toString();
  }

  private static int shown(int c) {
    if (c < 0x20) {
      return 0x2400 + c; // The picture of a control character.
    }
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || turns ? 0xFFFD : c;
  }

  /** How many columns printable text of one line takes. */
  static int columns(String text) {
    int columns = 0;
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int start = characters.first();
    for (int end = characters.next(); end != BreakIterator.DONE; end = characters.next()) {
      columns += width(text.codePointAt(start));
      start = end;
    }
    return columns;
  }

  /** The beginning of a line that fits into so many columns, with an ellipsis where it was cut. */
  static String cut(String line, int columns) {
    if (columns(line) <= columns) {
      return line;
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(line);
    int left = columns - 1;
    int end = characters.first();
    for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
      left -= width(line.codePointAt(end));
      if (left < 0) {
        break;
      }
      end = next;
    }
    return line.substring(0, end) + "…";
  }

  private static int width(int first) {
    int type = Character.getType(first);
    if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
      return 0;
    }
    boolean halfwidth = first >= 0xFF61 && first <= 0xFFDC;
    boolean fullwidth =
        (first >= 0x3000 && first <= 0x303E) || (first >= 0xFF01 && first <= 0xFF60);
    boolean wide = WIDE.contains(UnicodeScript.of(first)) && !halfwidth;
    return fullwidth || wide || Character.isEmojiPresentation(first) ? 2 : 1;
  }
}

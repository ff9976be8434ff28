package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cutting and joining texts as Python's {@code str} does. */
final class Splitting {
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private Splitting() {}

  /**
   * @param separator null for runs of white space
   * @param limit how many cuts at most
   */
  static List<String> split(String text, @Nullable String separator, int limit, boolean fromLeft) {
    if (separator == null) {
      return fromLeft ? words(text, limit) : wordsFromRight(text, limit);
    }
    return fromLeft ? parts(text, separator, limit) : partsFromRight(text, separator, limit);
  }

  private static List<String> parts(String text, String separator, int limit) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && parts.size() < limit;
        at = text.indexOf(separator, start)) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static List<String> partsFromRight(String text, String separator, int limit) {
    List<String> parts = new ArrayList<>();
    int end = text.length();
    while (parts.size() < limit) {
      int at = text.lastIndexOf(separator, end - separator.length());
      if (at < 0 || end < separator.length()) {
        break;
      }
      parts.add(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<String> words(String text, int limit) {
    List<String> words = new ArrayList<>();
    int at = spaceEnd(text, 0);
    while (at < text.length()) {
      if (words.size() == limit) {
        words.add(text.substring(at));
        return words;
      }
      int end = at;
      while (end < text.length() && !CodePoints.isSpace(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(at, end));
      at = spaceEnd(text, end);
    }
    return words;
  }

  private static int spaceEnd(String text, int from) {
    int at = from;
    while (at < text.length() && CodePoints.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static List<String> wordsFromRight(String text, int limit) {
    List<String> words = new ArrayList<>();
    int end = spaceStart(text, text.length());
    while (end > 0) {
      if (words.size() == limit) {
        words.add(text.substring(0, end));
        break;
      }
      int start = end;
      while (start > 0 && !CodePoints.isSpace(text.charAt(start - 1))) {
        start--;
      }
      words.add(text.substring(start, end));
      end = spaceStart(text, start);
    }
    Collections.reverse(words);
    return words;
  }

  private static int spaceStart(String text, int from) {
    int at = from;
    while (at > 0 && CodePoints.isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (LINE_ENDS.indexOf(text.charAt(i)) < 0) {
        continue;
      }
      int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
      lines.add(text.substring(start, keepEnds ? end : i));
      start = end;
      i = end - 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  static int occurrences(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /** {@code text.replace(old, new, count)}; a negative count means all. */
  static Value replace(String text, String old, String replacement, int count, Budget budget) {
    if (old.isEmpty()) {
      return interleave(text, replacement, count, budget);
    }
    int found = occurrences(text, old);
    int changes = count < 0 ? found : Math.min(count, found);
    budget.allocate(text.length() + (long) changes * (replacement.length() - old.length()));
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int i = 0; i < changes; i++) {
      int at = text.indexOf(old, start);
      out.append(text, start, at).append(replacement);
      start = at + old.length();
    }
    return Value.of(out.append(text, start, text.length()).toString());
  }

  private static Value interleave(String text, String replacement, int count, Budget budget) {
    int places = CodePoints.length(text) + 1;
    int changes = count < 0 ? places : Math.min(count, places);
    budget.allocate(text.length() + (long) changes * replacement.length());
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int c : text.codePoints().toArray()) {
      out.append(done++ < changes ? replacement : "").appendCodePoint(c);
    }
    return Value.of(out.append(done < changes ? replacement : "").toString());
  }

  static Value.Text join(String separator, List<String> parts, Budget budget) {
    long length = (long) separator.length() * Math.max(0, parts.size() - 1);
    for (String part : parts) {
      length += part.length();
    }
    budget.allocate(length);
    return Value.of(String.join(separator, parts));
  }
}

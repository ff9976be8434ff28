package org.endorm.scoring.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A result of a mathematical problem, as text or LaTeX, and when two of them are the same.
 *
 * <p>They are if their numbers are equal, or their texts once what only shows is taken off; a list
 * is compared part by part, in any order unless brackets stand around it. No algebra is done:
 * {@code 2x} and {@code x+x} differ.
 */
public final class MathAnswer {
  /** The longest list that is compared part by part. */
  private static final int MOST_PARTS = 64;

  private MathAnswer() {}

  /** Whether a solution's {@link FinalAnswer} is a given result. */
  public static boolean solves(String solution, String reference) {
    return FinalAnswer.find(solution)
        .map(answer -> same(answer.of(solution), reference))
        .orElse(false);
  }

  /** Whether two results are the same. */
  public static boolean same(String first, String second) {
    String a = MathText.plain(first);
    String b = MathText.plain(second);
    if (a.isEmpty() || b.isEmpty()) {
      return false;
    }
    if (a.equals(b)) {
      return true;
    }
    Optional<MathNumber> x = MathNumber.parse(a);
    Optional<MathNumber> y = MathNumber.parse(b);
    if (x.isPresent() && y.isPresent()) {
      return x.get().near(y.get());
    }
    return sameParts(a, b);
  }

  private static boolean sameParts(String a, String b) {
    boolean ordered = isBracketed(a) && isBracketed(b);
    if (ordered && !(a.charAt(0) == b.charAt(0) && last(a) == last(b))) {
      return false;
    }
    List<String> own = parts(ordered ? a.substring(1, a.length() - 1) : a);
    List<String> others = parts(ordered ? b.substring(1, b.length() - 1) : b);
    boolean whole = own.size() == 1 && !ordered;
    if (own.size() != others.size() || whole || own.size() > MOST_PARTS) {
      return false;
    }
    for (int i = 0; i < own.size(); i++) {
      int match = ordered ? 0 : indexOf(own.get(i), others);
      if (match < 0 || !same(own.get(i), others.get(match))) {
        return false;
      }
      others.remove(match);
    }
    return true;
  }

  private static int indexOf(String part, List<String> others) {
    for (int i = 0; i < others.size(); i++) {
      if (same(part, others.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBracketed(String text) {
    return text.length() > 2
        && "([".indexOf(text.charAt(0)) >= 0
        && ")]".indexOf(last(text)) >= 0
        && closesAtEnd(text);
  }

  /** Whether the first bracket is closed by the last character, and not before. */
  private static boolean closesAtEnd(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      depth += change(text.charAt(i));
      if (depth == 0) {
        return false;
      }
    }
    return depth == 1;
  }

  private static int change(char c) {
    return "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
  }

  private static char last(String text) {
    return text.charAt(text.length() - 1);
  }

  /** What stands between the commas outside of brackets. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += change(text.charAt(i));
      if (depth == 0 && text.charAt(i) == ',') {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}

package org.endorm.scoring.verify;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a solution says its result: the last {@code \boxed{…}}, else what follows the last {@code
 * ####} or {@code A:} of a line, else the last "answer is", else the last number.
 *
 * @param start the first UTF-16 unit of it
 * @param end behind its last
 */
public record FinalAnswer(int start, int end) {
  private static final String BOXED = "\\boxed{";

  /** The longest result in braces that is looked for. */
  private static final int LONGEST = 2000;

  /** Tried in this order; group 1 of the last match is the result. */
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("(?:####|(?m:^)A:)[ \\t]*([^\\n]{1,200})"),
          Pattern.compile("(?i:answer is):?[ \\t]*([^\\s.][^\\n.]{0,99})"),
          Pattern.compile("(-?\\d[\\d,]{0,30}(?:\\.\\d{1,30})?)"));

  /** Finds it; empty if the solution says none. */
  public static Optional<FinalAnswer> find(String solution) {
    Optional<FinalAnswer> boxed = boxed(solution);
    if (boxed.isPresent()) {
      return boxed;
    }
    for (Pattern form : FORMS) {
      Matcher matcher = form.matcher(solution);
      FinalAnswer last = null;
      while (matcher.find()) {
        last = new FinalAnswer(matcher.start(1), matcher.end(1));
      }
      if (last != null) {
        return Optional.of(last);
      }
    }
    return Optional.empty();
  }

  /** The content of the last box whose braces match and that holds something. */
  private static Optional<FinalAnswer> boxed(String solution) {
    for (int at = solution.lastIndexOf(BOXED); at >= 0; at = solution.lastIndexOf(BOXED, at - 1)) {
      int start = at + BOXED.length();
      int end = closing(solution, start);
      if (end > start) {
        return Optional.of(new FinalAnswer(start, end));
      }
      if (at == 0) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Where the brace closes that was opened before {@code start}; -1 if it does not. */
  private static int closing(String text, int start) {
    int depth = 1;
    for (int i = start; i < Math.min(text.length(), start + LONGEST); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** The result itself. */
  public String of(String solution) {
    return solution.substring(start, end);
  }
}

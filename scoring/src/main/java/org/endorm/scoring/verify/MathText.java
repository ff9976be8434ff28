package org.endorm.scoring.verify;

import java.util.regex.Pattern;

/** A result as text without what only shows: spaces, sizes, dollar signs, degrees, units. */
final class MathText {
  /** What is taken off or put in another way, in this order. */
  private enum Rule {
    SPACES("\\\\[,;:! ]|\\\\q?quad|~|\\s+", ""),
    DOLLARS("\\\\?\\$", ""),
    SIZES("\\\\(?:left|right|displaystyle|big|Big|bigg|Bigg)(?![A-Za-z])", ""),
    FRACTIONS("\\\\[dt]frac", "\\\\frac"),
    SHORT_FRACTIONS("\\\\frac([0-9])([0-9])", "\\\\frac{$1}{$2}"),
    HALF_SHORT_FRACTIONS("\\\\frac([0-9])\\{", "\\\\frac{$1}{"),
    SHORT_ROOTS("\\\\sqrt([0-9A-Za-z])", "\\\\sqrt{$1}"),
    DEGREES("\\^(?:\\\\circ|\\{\\\\circ\\})|°|\\\\degree", ""),
    PERCENT("\\\\?%", ""),
    WORDS("\\\\(?:text|mathrm|mbox|textbf|mathbf|operatorname)\\{([^{}]*)\\}", "$1"),
    MINUS("−", "-"),
    THOUSANDS("(?<=\\d),(?=\\d{3}(?!\\d))", ""),
    BRACES("\\{,\\}", ","),
    NAMES("^[A-Za-z](?:\\([A-Za-z]\\))?=(?=.)", ""),
    END("[.]+$", "");

    private final Pattern pattern;
    private final String replacement;

    Rule(String pattern, String replacement) {
      this.pattern = Pattern.compile(pattern);
      this.replacement = replacement;
    }
  }

  /** The longest text that is looked at; a result is a line. */
  private static final int LONGEST = 1000;

  private MathText() {}

  /** The text that results are compared by; empty for one that is too long to be a result. */
  static String plain(String text) {
    if (text.length() > LONGEST) {
      return "";
    }
    String plain = text.strip();
    for (Rule rule : Rule.values()) {
      plain = rule.pattern.matcher(plain).replaceAll(rule.replacement);
    }
    return plain;
  }
}

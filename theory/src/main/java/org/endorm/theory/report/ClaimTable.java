package org.endorm.theory.report;

import java.util.List;

/** Claims below the titles of their chapters, as lines for a terminal of a hundred columns. */
final class ClaimTable {
  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();
  private final int width;

  private ClaimTable(List<Chapter> chapters) {
    this.width =
        chapters.stream()
            .flatMap(chapter -> chapter.claims().stream().map(chapter::below))
            .mapToInt(ClaimTable::columns)
            .max()
            .orElse(0);
  }

  static String of(List<Chapter> chapters) {
    ClaimTable table = new ClaimTable(chapters);
    table.line("", "measured", "bound", "holds");
    for (Chapter chapter : chapters) {
      table.out.append(chapter.title()).append('\n');
      for (Claim claim : chapter.claims()) {
        String holds = claim.holds() ? "yes" : "NO";
        table.line(chapter.below(claim), claim.measuredText(), claim.boundText(), holds);
      }
    }
    return table.out.toString();
  }

  private void line(String claim, String measured, String bound, String holds) {
    String padding = " ".repeat(width - columns(claim));
    out.append(INDENT).append(claim).append(padding);
    out.append("  %19s  %10s  %s\n".formatted(measured, bound, holds));
  }

  /** How wide a text is shown: the hat of π̂ takes no column of its own. */
  private static int columns(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }
}

package org.endorm.theory.report;

import java.util.List;

/**
 * One statement of the paper, or what lies beyond it: what it says, the claims measured, the plots.
 *
 * @param title heading
 * @param text a paragraph for the reader of the page
 */
public record Chapter(String title, String text, List<Claim> claims, List<Plot> plots) {
  public Chapter {
    claims = List.copyOf(claims);
    plots = List.copyOf(plots);
  }

  /** A claim as it reads below the title: the statement's name is not said again. */
  String below(Claim claim) {
    String statement = title.split(": ", 2)[0] + ": ";
    return claim.claim().startsWith(statement)
        ? claim.claim().substring(statement.length())
        : claim.claim();
  }
}

package org.endorm.cli.show;

import java.util.List;
import java.util.Locale;

/**
 * Token rewards in a terminal: as coloured text, or as plain columns where there are no colours.
 */
public final class HeatMap {
  /** From the palette of 256 colours, weak to strong; they differ for colour-blind eyes too. */
  private static final int[] GOOD = {195, 153, 117, 75, 33};

  private static final int[] BAD = {230, 223, 216, 209, 202};
  private static final double WEAKEST = 0.05;
  private static final String RESET = "\u001b[0m";

  private HeatMap() {}

  /** The response with the reward of each token as its background, and a legend. */
  public static String coloured(String response, List<TokenCell> tokens) {
    List<HeatCell> cells = HeatCell.of(response, tokens);
    ColourScale scale = ColourScale.of(cells.stream().mapToDouble(HeatCell::reward).toArray());
    StringBuilder text = new StringBuilder();
    for (HeatCell cell : cells) {
      String colour = colour(scale.shade(cell.reward()));
      for (String part : TerminalText.printable(cell.text()).split("(?<=\n)", -1)) {
        boolean ends = part.endsWith("\n");
        String body = ends ? part.substring(0, part.length() - 1) + "↵" : part;
        text.append(body.isEmpty() ? "" : colour + body + RESET).append(ends ? "\n" : "");
      }
    }
    return text.append('\n').append(legend(scale)).toString();
  }

  private static String legend(ColourScale scale) {
    StringBuilder legend = new StringBuilder("\n");
    legend.append(String.format(Locale.ROOT, "reward of a token  %.1f ", -scale.full()));
    for (int i = BAD.length - 1; i >= 0; i--) {
      legend.append(background(BAD[i])).append("  ").append(RESET);
    }
    legend.append(" 0 ");
    for (int colour : GOOD) {
      legend.append(background(colour)).append("  ").append(RESET);
    }
    return legend.append(String.format(Locale.ROOT, " +%.1f%n", scale.full())).toString();
  }

  private static String colour(double shade) {
    if (Math.abs(shade) < WEAKEST) {
      return "";
    }
    int[] side = shade > 0 ? GOOD : BAD;
    int strength = (int) Math.min(side.length - 1, Math.abs(shade) * side.length);
    return background(side[strength]);
  }

  private static String background(int colour) {
    return "\u001b[38;5;16;48;5;" + colour + "m";
  }

  /** One line a token: reward, log π, V, text. */
  public static String plain(List<TokenCell> tokens) {
    StringBuilder text = new StringBuilder();
    text.append("%10s  %10s  %10s  %s%n".formatted("reward", "log π", "V", "token"));
    for (int t = 0; t < tokens.size(); t++) {
      TokenCell token = tokens.get(t);
      text.append(
          String.format(
              Locale.ROOT,
              "%10.3f  %10.3f  %10.3f  %s\n",
              token.reward(),
              token.logp(),
              token.v(),
              visible(token.text()) + part(tokens, t)));
    }
    return text.toString();
  }

  /** Spaces alone and accents alone get something to be seen by. */
  private static String visible(String text) {
    String shown = TerminalText.printable(text).replace("\n", "↵");
    if (shown.isBlank()) {
      return shown.replace(' ', '␣');
    }
    return Character.getType(shown.codePointAt(0)) == Character.NON_SPACING_MARK
        ? "◌" + shown
        : shown;
  }

  /** Which of the tokens that share one character this is. */
  private static String part(List<TokenCell> tokens, int t) {
    int from = t;
    int to = t + 1;
    while (from > 0 && shares(tokens.get(from - 1), tokens.get(t))) {
      from--;
    }
    while (to < tokens.size() && shares(tokens.get(to), tokens.get(t))) {
      to++;
    }
    return to - from == 1 ? "" : "  (%d of %d)".formatted(t - from + 1, to - from);
  }

  private static boolean shares(TokenCell one, TokenCell other) {
    return one.start() == other.start() && one.end() == other.end() && one.start() < one.end();
  }
}

package org.endorm.cli.show;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A piece of a response that can be coloured by itself: most often one token, else the tokens that
 * share a character, as a reader sees characters (an emoji or a letter with its accent is one).
 *
 * <p>The texts of all cells, the end token's aside, are the response again.
 *
 * @param first the index of its first token
 * @param tokens at least one
 */
public record HeatCell(String text, int first, List<TokenCell> tokens) {
  public HeatCell {
    tokens = List.copyOf(tokens);
  }

  /** The sum of its tokens' rewards. */
  public double reward() {
    return tokens.stream().mapToDouble(TokenCell::reward).sum();
  }

  /** The sum of its tokens' log π. */
  public double logp() {
    return tokens.stream().mapToDouble(TokenCell::logp).sum();
  }

  /** Cuts a response where both a token and a character end. */
  static List<HeatCell> of(String response, List<TokenCell> tokens) {
    int[] points = response.codePoints().toArray();
    BitSet boundaries = boundaries(response);
    List<HeatCell> cells = new ArrayList<>();
    int first = 0;
    int start = 0;
    for (int t = 0; t < tokens.size(); t++) {
      int end = tokens.get(t).end();
      boolean text = start < points.length;
      boolean last = t + 1 == tokens.size();
      int next = last ? points.length : tokens.get(t + 1).start();
      if (text && !last && (end <= start || next < end || !boundaries.get(end))) {
        continue;
      }
      int to = last ? points.length : end;
      boolean endToken = last && tokens.get(t).start() == end;
      String piece = text ? new String(points, start, to - start) : "";
      String whole = endToken || !text ? piece + tokens.get(t).text() : piece;
      cells.add(new HeatCell(whole, first, tokens.subList(first, t + 1)));
      first = t + 1;
      start = to;
    }
    return cells;
  }

  /** Where characters end, in code points. */
  private static BitSet boundaries(String text) {
    BitSet boundaries = new BitSet();
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int points = 0;
    int from = characters.first();
    for (int to = characters.next(); to != BreakIterator.DONE; to = characters.next()) {
      points += text.codePointCount(from, to);
      boundaries.set(points);
      from = to;
    }
    return boundaries;
  }
}

package org.endorm.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HeatCellTest {
  private static final int END = 2;

  /** Tokens at these code points, worth 1, 2, 4, …, so that every sum tells which they were. */
  private static List<TokenCell> tokens(String response, int[]... spans) {
    List<TokenCell> tokens = new ArrayList<>();
    int[] points = response.codePoints().toArray();
    for (int[] span : spans) {
      String text = span[0] == span[1] ? "<end>" : new String(points, span[0], span[1] - span[0]);
      double worth = 1 << tokens.size();
      tokens.add(new TokenCell(text, END, span[0], span[1], worth, -worth, 0, 0));
    }
    return tokens;
  }

  private static String joined(List<HeatCell> cells) {
    return cells.stream().map(HeatCell::text).collect(Collectors.joining());
  }

  @Test
  void aTokenIsACell() {
    List<HeatCell> cells =
        HeatCell.of("ab c", tokens("ab c", new int[] {0, 2}, new int[] {2, 4}, new int[] {4, 4}));
    assertThat(cells).extracting(HeatCell::text).containsExactly("ab", " c", "<end>");
    assertThat(cells).extracting(HeatCell::first).containsExactly(0, 1, 2);
  }

  @Test
  void piecesOfACharacterAreOneCell() {
    String text = "x你y";
    List<TokenCell> tokens =
        tokens(text, new int[] {0, 1}, new int[] {1, 2}, new int[] {1, 2}, new int[] {2, 3});
    List<HeatCell> cells = HeatCell.of(text, tokens);
    assertThat(cells).extracting(HeatCell::text).containsExactly("x", "你", "y");
    assertThat(cells).extracting(HeatCell::reward).containsExactly(1.0, 6.0, 8.0);
    assertThat(cells).extracting(HeatCell::logp).containsExactly(-1.0, -6.0, -8.0);
  }

  @Test
  void whatAReaderSeesAsOneCharacterIsNotCut() {
    String text = "e\u0301\uD83D\uDC69\u200D\uD83D\uDC67!";
    List<TokenCell> tokens =
        tokens(
            text,
            new int[] {0, 1},
            new int[] {1, 2},
            new int[] {2, 3},
            new int[] {3, 4},
            new int[] {4, 5},
            new int[] {5, 6});
    List<HeatCell> cells = HeatCell.of(text, tokens);
    assertThat(cells)
        .extracting(HeatCell::text)
        .containsExactly("e\u0301", "\uD83D\uDC69\u200D\uD83D\uDC67", "!");
  }

  @Test
  void whatNoTokenCoversIsShownAllTheSame() {
    String text = " a  b ";
    List<HeatCell> cells =
        HeatCell.of(text, tokens(text, new int[] {1, 2}, new int[] {4, 5}, new int[] {6, 6}));
    assertThat(joined(cells)).isEqualTo(text + "<end>");
  }

  @Test
  void anEmptyResponseIsItsEndToken() {
    assertThat(HeatCell.of("", tokens("", new int[] {0, 0})))
        .extracting(HeatCell::text)
        .containsExactly("<end>");
  }
}

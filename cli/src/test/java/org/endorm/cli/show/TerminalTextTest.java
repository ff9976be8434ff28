package org.endorm.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\r",
        "\b",
        "\u007f",
        "\u009b31m",
        "\u202Eabc",
        "\u2066x\u2069",
        "\u0007"
      })
  void nothingOfItActs(String text) {
    String safe = TerminalText.printable(text);
    assertThat(safe.codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(c -> (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069));
    assertThat(safe.codePointCount(0, safe.length()))
        .isEqualTo(text.codePointCount(0, text.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "café, 4",
    "cafe\u0301, 4",
    "你好, 4",
    "한국, 4",
    "カナ, 4",
    "ｶﾅ, 2",
    "Ａ, 2",
    "'。', 2",
    "\uD83D\uDC69\u200D\uD83D\uDC67, 2",
    "\uD83D\uDE00!, 3",
    "→, 1",
    "'', 0"
  })
  void aColumnIsACharacterOrHalfAWideOne(String text, int columns) {
    assertThat(TerminalText.columns(text)).isEqualTo(columns);
  }

  @Test
  void whatDoesNotFitIsCutBetweenCharacters() {
    assertThat(TerminalText.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(TerminalText.cut("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(TerminalText.cut("你好你好", 6)).isEqualTo("你好…");
    assertThat(TerminalText.cut("cafe\u0301s and more", 5)).isEqualTo("cafe\u0301…");
  }
}

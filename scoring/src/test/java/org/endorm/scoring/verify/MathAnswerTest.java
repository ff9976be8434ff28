package org.endorm.scoring.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathAnswerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | 42.0",
        "1,234 | 1234",
        "\\frac{1}{2} | 0.5",
        "\\frac12 | 1/2",
        "-\\dfrac{3}{4} | -0.75",
        "4.5 \\times 10^{33} | 4.5e33",
        "90^\\circ | 90",
        "25\\% | 25",
        "\\$18 | 18",
        "x = 5 | 5",
        "\\text{Evelyn} | Evelyn",
        "11\\sqrt2 | 11\\sqrt{2}",
        "\\left( 3, \\frac{\\pi}{2} \\right) | (3,\\frac{\\pi}{2})",
        "(0.5, 1) | (\\frac{1}{2},1)",
        "1,-2 | -2, 1",
        "3, 5, 7 | 3,5,7",
        "p - q | p-q",
        "6+9i. | 6+9i",
        "0.333333333 | 1/3",
        "0 | 0.0",
      })
  void theSame(String first, String second) {
    assertThat(MathAnswer.same(first, second)).isTrue();
    assertThat(MathAnswer.same(second, first)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | 43",
        "1.2 | 12",
        "(1,2) | (2,1)",
        "(1,2] | (1,2)",
        "1,2 | 1,2,3",
        "1,1 | 1,2",
        "p-q | q-p",
        "1/0 | 1/0.0",
        "0.3333 | 1/3",
        "'' | 1",
        "(1,2),(3,4) | (1,2),(3,5)",
      })
  void different(String first, String second) {
    assertThat(MathAnswer.same(first, second)).isFalse();
    assertThat(MathAnswer.same(second, first)).isFalse();
  }

  @Test
  void listsOfTuplesComeInAnyOrder() {
    assertThat(MathAnswer.same("(1,8,19), (2,7,13)", "(2,7,13),(1,8,19)")).isTrue();
  }

  @Test
  void theResultIsTheLastBoxElseWhatIsMarkedElseTheLastNumber() {
    assertThat(answer("first \\boxed{1} then \\boxed{\\frac{1}{2}} #### 3"))
        .isEqualTo("\\frac{1}{2}");
    assertThat(answer("\\boxed{7} and an open \\boxed{8")).isEqualTo("7");
    assertThat(answer("\\boxed{}\n#### 5")).isEqualTo("5");
    assertThat(answer("1+1=2\n#### 1,000")).isEqualTo("1,000");
    assertThat(answer("A: 3\nA: 18")).isEqualTo("18");
    assertThat(answer("The answer is: 12 cm. Or 13")).isEqualTo("12 cm");
    assertThat(answer("it is -3.5 or so")).isEqualTo("-3.5");
    assertThat(FinalAnswer.find("no idea")).isEmpty();
    assertThat(MathAnswer.solves("so \\boxed{0.5}", "\\frac{1}{2}")).isTrue();
    assertThat(MathAnswer.solves("no idea", "1")).isFalse();
  }

  private static String answer(String solution) {
    return FinalAnswer.find(solution).orElseThrow().of(solution);
  }

  @Test
  void unusualTextsTakeNoTime() {
    assertThat(MathAnswer.same("{".repeat(100_000), "1")).isFalse();
    assertThat(MathAnswer.same("(".repeat(3_000), "(".repeat(2_999))).isFalse();
    assertThat(FinalAnswer.find("\\boxed{".repeat(20_000))).isEmpty();
  }
}

package org.endorm.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template is untrusted: whatever it says, it ends soon, in a text or an error. */
@Timeout(60)
class JinjaBoundsTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 0);
  private static final String LONG_LOOP = "{% for i in range(100000) %}";
  private static final String END = "{% endfor %}";

  private static String render(String template, Map<String, ?> variables) {
    return JinjaTemplate.parse(template).render(variables, NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LONG_LOOP + LONG_LOOP + LONG_LOOP + "x" + END + END + END,
        LONG_LOOP + LONG_LOOP + LONG_LOOP + END + END + END,
        "{{ 'x' * 10**9 }}",
        "{{ [0] * 10**9 }}",
        "{{ (0,) * 10**12 }}",
        "{{ 10**(10**10) }}",
        "{% set ns = namespace(x=3) %}" + LONG_LOOP + "{% set ns.x = ns.x * ns.x %}" + END,
        "{% set ns = namespace(x='ab') %}" + LONG_LOOP + "{% set ns.x = ns.x ~ ns.x %}" + END,
        "{% set ns = namespace(x=[1]) %}" + LONG_LOOP + "{% set ns.x = ns.x + ns.x %}" + END,
        "{% set ns = namespace(x=[]) %}"
            + LONG_LOOP
            + "{% set ns.x = [ns.x, ns.x] %}"
            + END
            + "{{ ns.x }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ f() ~ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [[]] recursive %}{{ loop([[]]) }}{% endfor %}",
        "{{ range(100001) }}",
        "{{ ('x' * 10000).replace('x', 'y' * 100000) }}",
        "{{ ('x' * 10000)|replace('', 'y' * 100000) }}",
        "{{ ('y' * 100000).join('x' * 10000) }}",
        "{{ ('x' * 10000)|join('y' * 100000) }}",
        "{{ 'x'.center(10**9) }}",
        "{{ 'x'|center(10**9) }}",
        "{{ 'x'.zfill(10**9) }}",
        "{{ ('\\t' * 10000).expandtabs(10**6) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ ('\\n' * 10000)|indent(10**6) }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
            + "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
            + "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x < ns.y }}",
        "{% set ns = namespace(x=()) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}"
            + "{% endfor %}{{ {}[ns.x] }}",
        "{{ [1]|batch(10**9, 'x')|list }}",
        "{{ [1]|slice(10**9)|list }}",
        "{{ [1]|tojson(indent=10**9) }}",
        "{{ 1.5|round(10**9) }}",
        LONG_LOOP + "{{ ('a' * 10**6)|list|length }}" + END,
      })
  void endsInAnError(String template) {
    assertThatThrownBy(() -> render(template, Map.of())).isInstanceOf(JinjaException.class);
  }

  @Test
  void deepNestingIsAnErrorNotAStackOverflow() {
    int depth = 100_000;
    for (String open : List.of("(", "[", "{1:", "-", "not ", "a|", "a[", "a(", "1 if ", "a.b(")) {
      assertThatThrownBy(() -> render("{{ " + open.repeat(depth) + "1 }}", Map.of()))
          .as(open)
          .isInstanceOf(JinjaException.class);
    }
    assertThatThrownBy(() -> render("{% if 1 %}".repeat(depth), Map.of()))
        .isInstanceOf(JinjaException.class);
  }

  @Test
  void longChainsAreEvaluatedOrRefused() {
    for (String link : List.of("+1", "~1", ".a", "|string", "[0]", " and 1", " == 1")) {
      String template = "{{ x" + link.repeat(50_000) + " }}";
      try {
        assertThat(render(template, Map.of("x", Map.of()))).isNotNull();
      } catch (JinjaException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void deepDataIsAnError() {
    Object deep = List.of();
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    Map<String, Object> variables = Map.of("x", deep);
    assertThatThrownBy(() -> render("{{ x }}", variables)).isInstanceOf(JinjaException.class);
  }

  @Test
  void aVeryLongMessageRendersInGoodTime() {
    String content = "word ".repeat(600_000);
    String template =
        "{% for m in messages %}{% set c = m.content %}{% if '</think>' in c %}"
            + "{% set c = c.split('</think>')[-1].lstrip('\\n') %}{% endif %}"
            + "{{ '<|im_start|>' + m.role + '\\n' + c | trim + '<|im_end|>' + '\\n' }}{% endfor %}";
    long start = System.nanoTime();
    String text =
        render(template, Map.of("messages", List.of(Map.of("role", "user", "content", content))));
    assertThat(text).hasSize(content.length() - 1 + "<|im_start|>user\n<|im_end|>\n".length());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anErrorNamesItsLine() {
    assertThatThrownBy(() -> render("a\n\n{{ x.y }}", Map.of()))
        .isInstanceOfSatisfying(JinjaException.class, e -> assertThat(e.line()).isEqualTo(3))
        .hasMessage("'x' is undefined");
    assertThatThrownBy(() -> JinjaTemplate.parse("a\n{% foo %}"))
        .isInstanceOfSatisfying(JinjaException.class, e -> assertThat(e.line()).isEqualTo(2));
  }
}

package org.endorm.text.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.Assertions;

/** Any string at all is a template that renders, or an error: never anything else. */
class JinjaFuzzTest {
  private static final String SEED = "20260115";
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 0);
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(Map.of("role", "user", "content", " Hi ")),
          "n",
          3,
          "s",
          "wörd",
          "d",
          Map.of("a", List.of(1, 2.5, true)));

  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{%",
          "%}",
          "{#",
          "#}",
          "-",
          "+",
          " ",
          "\n",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ".",
          ",",
          ":",
          "|",
          "~",
          "*",
          "**",
          "/",
          "//",
          "%",
          "==",
          "<",
          ">=",
          "=",
          "'",
          "\"",
          "\\",
          "for ",
          "in ",
          "if ",
          "else",
          "elif ",
          "endif",
          "endfor",
          "set ",
          "endset",
          "macro f(a)",
          "endmacro",
          "call ",
          "endcall",
          "filter ",
          "endfilter",
          "raw",
          "endraw",
          "generation",
          "endgeneration",
          "break",
          "continue",
          "with ",
          "endwith",
          "recursive",
          "is ",
          "not ",
          "and ",
          "or ",
          "loop",
          ".index",
          "namespace(",
          "messages",
          "n",
          "s",
          "d",
          "x",
          "1",
          "-1",
          "2.5",
          "1e9",
          "'a'",
          "none",
          "true",
          "upper",
          "join",
          "map(",
          "select",
          "tojson",
          "range(",
          "f(1)",
          "caller()",
          ".items()",
          ".format(",
          ".split(",
          "'%s'",
          "é",
          "\uD83C\uDF89");

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> expressions() {
    return Arbitraries.of(PIECES.subList(10, PIECES.size()))
        .list()
        .ofMaxSize(15)
        .map(pieces -> "{{ " + String.join(" ", pieces) + " }}");
  }

  @Property(tries = 20_000, seed = SEED)
  void templatesRenderOrFail(@ForAll("templates") String template) {
    renders(template);
  }

  @Property(tries = 20_000, seed = SEED)
  void expressionsRenderOrFail(@ForAll("expressions") String template) {
    renders(template);
  }

  @Property(tries = 2_000, seed = SEED)
  void anyTextRendersOrFails(@ForAll String template) {
    renders(template);
  }

  /** Anything but a text or a JinjaException fails the test by itself. */
  private static void renders(String template) {
    try {
      Assertions.assertThat(JinjaTemplate.parse(template).render(VARIABLES, NOW)).isNotNull();
    } catch (JinjaException e) {
      Assertions.assertThat(e.getMessage()).isNotBlank();
    }
  }
}

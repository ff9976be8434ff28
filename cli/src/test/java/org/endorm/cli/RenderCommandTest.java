package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
  private static final String HI = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}\n";

  @TempDir Path folder;
  private final Harness endorm = new Harness();
  private String template = "";

  @BeforeEach
  void template() throws IOException {
    template =
        write(
            "t.jinja",
            "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
                + "{% if add_generation_prompt %}[assistant]{% endif %}");
  }

  private String write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private int render(String rows, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "render";
    args[1] = "--template";
    args[2] = template;
    System.arraycopy(more, 0, args, 3, more.length);
    return endorm.in(rows).run(args);
  }

  @Test
  void aRowIsRenderedWithItsVariables() {
    String row =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Grüße 🎉\\n\"}],"
            + "\"add_generation_prompt\":true,\"bos_token\":\"<s>\"}\n";
    assertThat(render("\uFEFF" + row.replace("\n", "\r\n") + "\r\n" + HI)).isZero();
    assertThat(endorm.lines())
        .containsExactly(
            "{\"text\":\"<s>[user]Grüße 🎉\\n[assistant]\"}", "{\"text\":\"[user]Hi\"}");
    assertThat(endorm.err()).isEmpty();
  }

  @Test
  void aRowThatCannotBeRenderedIsAnErrorInItsPlace() {
    String rows =
        "{\"id\":7,\"messages\":\"Hi\"}\n[]\nno\n\n{}\n"
            + "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}\n"
            + HI;
    assertThat(render(rows)).isEqualTo(1);
    assertThat(endorm.lines()).hasSize(6);
    assertThat(endorm.lines().get(0))
        .startsWith("{\"id\":7,\"error\":{\"type\":\"template\",\"message\":\"template ");
    assertThat(endorm.lines().get(1)).contains("\"not_an_object\"");
    assertThat(endorm.lines().get(2)).contains("\"not_json\"");
    assertThat(endorm.lines().get(3)).contains("there are no messages");
    assertThat(endorm.lines().get(4)).contains("\"lone_surrogate\"");
    assertThat(endorm.lines().get(5)).isEqualTo("{\"text\":\"[user]Hi\"}");
  }

  @Test
  void aTemplateThatDoesNotParseIsEveryRowsError() throws IOException {
    template = write("bad.jinja", "{% if %}");
    assertThat(render(HI + HI)).isEqualTo(1);
    assertThat(endorm.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"error\":"));
  }

  @Test
  void numbersPrintAsPythonPrintsThem() throws IOException {
    template = write("numbers.jinja", "{{ x | tojson }}|{{ x }}");
    String numbers = "[-0.0,0.0,-0,1e5,1E+16,1e-5,1.10,12345678901234567890,-0e0,1e400]";
    assertThat(render("{\"messages\":[],\"x\":" + numbers + "}")).isZero();
    String python = "-0.0, 0.0, 0, 100000.0, 1e+16, 1e-05, 1.1, 12345678901234567890, -0.0, ";
    assertThat(endorm.out())
        .isEqualTo("{\"text\":\"[" + python + "Infinity]|[" + python + "inf]\"}\n");
  }

  @Test
  void theClockIsTheUsers() throws IOException {
    template = write("clock.jinja", "{{ strftime_now('%d %b %Y %H:%M') }}");
    assertThat(render(HI, "--now", "2026-01-15T12:00:00")).isZero();
    assertThat(endorm.out()).isEqualTo("{\"text\":\"15 Jan 2026 12:00\"}\n");
    endorm.environment.put("ENDORM_NOW", "2025-02-03");
    assertThat(render(HI)).isZero();
    assertThat(endorm.out()).isEqualTo("{\"text\":\"03 Feb 2025 00:00\"}\n");
    assertThat(render(HI, "--now", "soon")).isEqualTo(2);
  }

  @Test
  void aModelFolderBringsItsTemplateAndSpecialTokens() throws IOException {
    write("tokenizer_config.json", "{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":null}");
    Files.move(folder.resolve("t.jinja"), folder.resolve("chat_template.jinja"));
    Files.createDirectories(folder.resolve("additional_chat_templates"));
    write("additional_chat_templates/tool_use.jinja", "{{ bos_token }}{{ tools | tojson }}");
    String tools = HI.replace("}\n", ",\"tools\":[{\"a\":1}]}\n");
    assertThat(endorm.in(HI + tools).run("render", "--model", folder.toString())).isZero();
    assertThat(endorm.lines())
        .containsExactly("{\"text\":\"<s>[user]Hi\"}", "{\"text\":\"<s>[{\\\"a\\\": 1}]\"}");
  }

  @Test
  void whatIsMissingEndsTheRun() throws IOException {
    assertThat(endorm.in(HI).run("render")).isEqualTo(2);
    assertThat(render(HI, "--model", "smollm2")).isEqualTo(2);
    assertThat(render(HI, folder.resolve("none.jsonl").toString())).isEqualTo(2);
    assertThat(render("")).isEqualTo(2);
    assertThat(render("no\nneither\n")).isEqualTo(2);
    assertThat(endorm.out()).isEmpty();
    template = folder.resolve("none.jinja").toString();
    assertThat(render(HI)).isEqualTo(2);
    assertThat(endorm.err()).isEqualTo("endorm: " + template + " does not exist\n");
    Files.createDirectories(folder.resolve("plain"));
    assertThat(endorm.in(HI).run("render", "--model", folder.resolve("plain").toString()))
        .isEqualTo(3);
    assertThat(endorm.in(HI).run("render", "--model", folder.resolve("no").toString()))
        .isEqualTo(3);
  }

  @Test
  void notUtf8IsNoInput() {
    byte[] rows = (HI + "{\"messages\":\"\u00e9\"}\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(endorm.in(rows).run("render", "--template", template)).isEqualTo(2);
    assertThat(endorm.err()).isEqualTo("endorm: standard input is not UTF-8: line 2\n");
  }

  @Test
  void anOutputFileIsThereOnceItIsWhole() throws IOException {
    Path in = Files.writeString(folder.resolve("in.jsonl"), HI);
    Path out = folder.resolve("out.jsonl");
    assertThat(render("", in.toString(), "-o", out.toString())).isZero();
    assertThat(out).hasContent("{\"text\":\"[user]Hi\"}\n");
    assertThat(render("", in.toString(), "-o", out.toString())).isEqualTo(2);
    assertThat(render("", in.toString(), "-o", out.toString(), "--force")).isZero();
    assertThat(render("", in.toString(), "-o", in.toString(), "--force")).isEqualTo(2);
    Path broken = folder.resolve("broken.jsonl");
    assertThat(render("no\n", "-o", broken.toString())).isEqualTo(2);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("t.jinja", "in.jsonl", "out.jsonl");
    }
  }
}

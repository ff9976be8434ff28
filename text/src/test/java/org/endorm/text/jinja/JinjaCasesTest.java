package org.endorm.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Short templates of our own against what transformers renders; {@code tools/jinja_cases.py} made
 * them.
 */
class JinjaCasesTest {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final LocalDateTime CLOCK = LocalDateTime.of(2026, 1, 15, 12, 0);

  @TestFactory
  Stream<DynamicTest> rendersWhatPythonRenders() throws IOException {
    return cases().lines().map(JinjaCasesTest::test);
  }

  private static String cases() throws IOException {
    try (InputStream stream = JinjaCasesTest.class.getResourceAsStream("cases.jsonl")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static DynamicTest test(String line) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
    String template = row.get("template").asText();
    return DynamicTest.dynamicTest(
        row.get("name").asText(),
        () -> {
          String expected = row.has("error") ? "<error>" : row.get("expected").asText();
          assertThat(render(template, row.get("context"))).as(template).isEqualTo(expected);
        });
  }

  private static String render(String template, JsonNode context) {
    Map<String, Object> variables = JSON.convertValue(context, new TypeReference<>() {});
    Map<String, Object> all = new HashMap<>(variables);
    all.putIfAbsent("tools", null);
    all.putIfAbsent("documents", null);
    all.putIfAbsent("add_generation_prompt", false);
    try {
      return JinjaTemplate.parse(template).render(all, CLOCK);
    } catch (JinjaException e) {
      return "<error>";
    }
  }
}

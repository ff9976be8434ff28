package org.endorm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole chat templates in the manner of published families against what transformers renders;
 * {@code tools/chat_styles.py} made them.
 */
class ChatStylesTest {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final LocalDateTime CLOCK = LocalDateTime.of(2026, 1, 15, 12, 0);

  @TestFactory
  Stream<DynamicTest> rendersWhatTransformersRenders() throws IOException {
    List<JsonNode> lines = lines();
    JsonNode head = lines.getFirst();
    return lines.stream().skip(1).map(row -> test(head, row));
  }

  /** Split at the newline alone: strings hold other line separators. */
  private static List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream stream = ChatStylesTest.class.getResourceAsStream("styles.jsonl")) {
      byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static DynamicTest test(JsonNode head, JsonNode row) {
    String name = row.get("template").asText();
    String context = row.get("context").asText();
    ChatTemplate template = ChatTemplate.parse(name, head.get("templates").get(name).asText());
    Map<String, Object> variables =
        JSON.convertValue(head.get("contexts").get(context), new TypeReference<>() {});
    return DynamicTest.dynamicTest(
        name + ", " + context,
        () -> {
          if (row.has("error")) {
            assertThatThrownBy(() -> template.render(variables, CLOCK))
                .isInstanceOf(TemplateException.class);
          } else {
            assertThat(template.render(variables, CLOCK)).isEqualTo(row.get("expected").asText());
          }
        });
  }
}

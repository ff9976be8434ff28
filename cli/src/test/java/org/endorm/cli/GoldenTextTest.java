package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.Catalogue;
import org.endorm.testkit.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real templates and tokenizers against the reference, through the commands. {@code
 * tools/text_golden.py --fetch} gets the tokenizers; those that are not there are skipped.
 */
class GoldenTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CASES = 551;
  private static final int FAILING = 69;
  private static final int STRINGS = 548;

  private final Harness endorm = new Harness();

  private static List<JsonNode> rows(Path file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readString(file).split("\n")) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : endorm.out().split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void rendersWhatTransformersRenders() throws IOException {
    Path golden = SharedData.require("golden/templates");
    Map<String, List<JsonNode>> cases = new LinkedHashMap<>();
    for (JsonNode row : rows(golden.resolve("cases.jsonl"))) {
      cases.computeIfAbsent(row.get("template").asText(), name -> new ArrayList<>()).add(row);
    }
    int good = 0;
    int failing = 0;
    for (String name : cases.keySet()) {
      List<JsonNode> own = cases.get(name);
      String template = golden.resolve(name + ".jinja").toString();
      endorm.in(own.stream().map(row -> row.get("context") + "\n").collect(Collectors.joining()));
      endorm.run("render", "--now", "2026-01-15T12:00:00", "--template", template);
      List<JsonNode> lines = lines();
      assertThat(lines).hasSameSizeAs(own);
      for (int i = 0; i < lines.size(); i++) {
        assertThat(lines.get(i).path("text"))
            .as("%s/%s %s", name, own.get(i).get("case"), lines.get(i).path("error"))
            .isEqualTo(own.get(i).path("expected"));
        failing += lines.get(i).has("error") ? 1 : 0;
        good++;
      }
    }
    assertThat(good).isEqualTo(CASES);
    assertThat(failing).isEqualTo(FAILING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "own-unigram-t5",
        "own-neox",
        "smollm2",
        "smollm2-gguf",
        "qwen2.5-coder",
        "qwen3",
        "mistral-v0.1",
        "llama-3",
        "deepseek-v3"
      })
  void tokenisesAsTheReference(String name) throws IOException {
    Path golden = SharedData.require("golden/tokenizers");
    String[] source = name.equals("smollm2-gguf") ? model() : tokenizer(golden, name);
    endorm.environment.putAll(System.getenv());
    endorm.in(Files.readAllBytes(golden.resolve("corpus.jsonl")));
    assertThat(endorm.run("tokenize", source[0], source[1])).as(endorm::err).isZero();
    List<JsonNode> lines = lines();
    int seen = 0;
    for (JsonNode row : rows(golden.resolve("expected.jsonl"))) {
      if (row.get("tokenizer").asText().equals(name)) {
        JsonNode line = lines.get(row.get("text_index").asInt());
        assertThat(line.get("ids")).as(row.toString()).isEqualTo(row.get("ids"));
        assertThat(line.get("offsets")).as(row.toString()).isEqualTo(row.get("offsets"));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(STRINGS);
  }

  private static String[] model() {
    Catalogue catalogue = new Catalogue();
    Path model =
        catalogue.place(catalogue.find(Catalogue.DEFAULT).orElseThrow(), Access.ofProcess());
    assumeTrue(Files.exists(model), "the default model is not in the cache");
    return new String[] {"--model", Catalogue.DEFAULT};
  }

  private static String[] tokenizer(Path golden, String name) {
    String file = name + ".tokenizer.json";
    Path fetched = Access.ofProcess().cacheFolder().resolve("tokenizers").resolve(file);
    Path path = Files.exists(golden.resolve(file)) ? golden.resolve(file) : fetched;
    assumeTrue(Files.exists(path), () -> "not fetched: " + file);
    return new String[] {"--tokenizer", path.toString()};
  }
}

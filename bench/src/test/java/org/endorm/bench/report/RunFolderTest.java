package org.endorm.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Item;
import org.endorm.bench.Outcome;
import org.endorm.bench.TextJudge;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.Slice;
import org.endorm.bench.data.TableReader;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.bench.suite.ProcessBench;
import org.endorm.bench.suite.RmBench;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.Judge;
import org.endorm.scoring.LetterEncoder;
import org.endorm.scoring.TokenReading;
import org.endorm.scoring.TracedReward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final int REPLICATES = 40;

  @TempDir Path folder;

  private final TracedReward endorm =
      new TracedReward(
          new EndogenousReward(new HashTraces(), new LetterEncoder(), 1, new Aggregation.Sum()),
          TokenReading.ENDOGENOUS,
          new Aggregation.Sum());

  private RunFolder run(Benchmark benchmark, String file, String content, List<Judge> judges)
      throws IOException {
    Files.writeString(folder.resolve(file), content.replace('\'', '"'));
    BenchmarkData data = benchmark.read(new DataFolder(folder, Slice.WHOLE, TableReader.NONE));
    Outcome outcome =
        new BenchRun(judges, BenchRun.Progress.NONE, BenchRun.Journal.NONE)
            .judge(Item.answered(data.items()));
    Provenance provenance =
        new Provenance("a <model>", "two prompts", new LinkedHashMap<>(Map.of("sha256", "abc")));
    RunFolder run = new RunFolder(folder.resolve("out"));
    assertThat(run.isComplete()).isFalse();
    run.write(BenchReport.of(benchmark, data, outcome, provenance, REPLICATES), "endorm", endorm);
    assertThat(run.isComplete()).isTrue();
    return run;
  }

  private RunFolder rmBench() throws IOException {
    String won = "{'id':1,'prompt':'<p>','chosen':['2','3','4'],'rejected':['1','1','1']}";
    String lost = "{'id':2,'prompt':'p','chosen':['1','boom','1'],'rejected':['2','2','2']}";
    String file = "[" + won + "," + lost + ",{'id':3}]";
    Judge pairs = new Judge.Comparing("pairs", TextJudge.number());
    List<Judge> judges =
        List.of(new Judge.Rewarding("endorm", endorm), TextJudge.number().named("number"), pairs);
    return run(new RmBench(), "chat_filtered.json", file, judges);
  }

  @Test
  void writesTheResultOfTheContract() throws IOException {
    JsonNode result = rmBench().result();
    assertThat(result.get("benchmark").asText()).isEqualTo("rm-bench");
    assertThat(result.get("model").asText()).isEqualTo("a <model>");
    JsonNode judge = result.get("judges").get("number");
    assertThat(judge.get("overall").asDouble()).isEqualTo(0.5, within(1e-12));
    assertThat(judge.get("n").asInt()).isEqualTo(2);
    assertThat(judge.get("failed").asInt()).isOne();
    assertThat(judge.get("missing"))
        .extracting(JsonNode::asText)
        .containsExactly("math", "code", "safety");
    JsonNode chat = judge.get("domains").get("chat");
    assertThat(chat.get("matrix").size()).isEqualTo(3);
    assertThat(chat.get("matrix").get(0).get(2).asDouble()).isEqualTo(0.5);
    assertThat(chat.get("accuracy").asDouble()).isEqualTo(0.5, within(1e-12));
    for (String field : List.of("easy", "normal", "hard", "n", "interval")) {
      assertThat(chat.has(field)).as(field).isTrue();
    }
    assertThat(result.get("damaged").asInt()).isOne();
    assertThat(result.get("faults").get(0).asText()).contains("row 2");
    assertThat(result.get("differences").size()).isEqualTo(2);
    assertThat(result.get("files").get(0).get("sha256").asText()).hasSize(64);
  }

  @Test
  void writesALineForEachComparison() throws IOException {
    List<String> lines = Files.readAllLines(rmBench().path().resolve("rows.jsonl"));
    assertThat(lines).hasSize(18);
    JsonNode first = new ObjectMapper().readTree(lines.getFirst());
    assertThat(first.get("id").asText()).isEqualTo("1");
    assertThat(first.get("cell").asText()).isEqualTo("concise>concise");
    assertThat(first.get("judges").get("number").get("margin").asDouble()).isEqualTo(1);
    assertThat(first.get("judges").get("number").get("correct").asBoolean()).isTrue();
    assertThat(first.get("judges").get("endorm").get("chosen").isNumber()).isTrue();
    JsonNode refused = new ObjectMapper().readTree(lines.get(12));
    assertThat(refused.get("judges").get("number").get("chosen").isNull()).isTrue();
    assertThat(refused.get("judges").get("number").get("correct").asBoolean()).isFalse();
    assertThat(refused.get("judges").get("pairs").get("margin").isNull()).isTrue();
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndEscapesWhatItShows() throws IOException {
    String page = Files.readString(rmBench().path().resolve("report.html"));
    assertThat(page)
        .doesNotContain("http://", "https://", "src=", "<script", "@import", "<p>', ", "a <model>")
        .contains(
            "a &lt;model&gt;",
            "Calibration",
            "Worst mistakes of endorm",
            "prefers-color-scheme: dark");
    assertThat(page.split("<svg", -1)).hasSize(page.split("</svg>", -1).length);
  }

  @Test
  void writesATableForSpreadsheets() throws IOException {
    List<String> lines = Files.readAllLines(rmBench().path().resolve("scores.csv"));
    assertThat(lines.getFirst()).isEqualTo("benchmark,model,judge,domain,figure,value,low,high,n");
    assertThat(lines).contains("rm-bench,a <model>,number,chat,easy,0.5,,,2");
  }

  @Test
  void processesHaveNoComparisons() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      rows.append(
          "{'id':'%d','problem':'p','steps':['1','-3'],'label':%d}\n"
              .formatted(i, i % 2 == 0 ? 1 : -1));
    }
    RunFolder run =
        run(
            new ProcessBench(),
            "gsm8k.jsonl",
            rows.toString(),
            List.of(TextJudge.number().named("number")));
    JsonNode domain = run.result().get("judges").get("number").get("domains").get("gsm8k");
    assertThat(domain.has("threshold")).isTrue();
    assertThat(Files.readAllLines(run.path().resolve("rows.jsonl"))).hasSize(8);
    assertThat(Files.readString(run.path().resolve("report.html"))).doesNotContain("Calibration");
  }

  @Test
  void comparesRuns() throws IOException {
    JsonNode result = rmBench().result();
    Map<String, JsonNode> runs = new LinkedHashMap<>();
    runs.put("one", result);
    runs.put("two & more", result);
    assertThat(ComparePage.of(runs))
        .contains(
            "two &amp; more · number",
            "a &lt;model&gt;",
            "50.0",
            "concise",
            "Calibration",
            "Length")
        .doesNotContain("https://", "NaN");
  }

  @Test
  void aFolderWithoutResultSaysSo() throws IOException {
    assertThatThrownBy(() -> new RunFolder(folder).result())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("result.json can't be read");
    Files.writeString(folder.resolve("result.json"), "[]");
    assertThatThrownBy(() -> new RunFolder(folder).result())
        .hasMessageEndingWith("holds no judges");
  }
}

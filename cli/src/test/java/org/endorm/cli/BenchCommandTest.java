package org.endorm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.HashTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir Path folder;

  private final Harness endorm = new Harness();
  private final HashTraces model = new HashTraces();

  @BeforeEach
  void data() throws IOException {
    endorm.environment.put("ENDORM_HOME", folder.resolve("home").toString());
    endorm.model("aa", model);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      rows.append(
          "{\"id\":%d,\"prompt\":\"question %d\",\"chosen\":\"answer %d\",\"rejected\":\"long answer %d\"}\n"
              .formatted(i, i, i, i));
    }
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/set.jsonl"), rows);
  }

  private int bench(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "bench",
                "pairs",
                "--data",
                folder.resolve("data").toString(),
                "--replicates",
                "20",
                "--quiet"));
    args.addAll(List.of(more));
    return endorm.run(args.toArray(String[]::new));
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  @Test
  void measuresJudgesAndWritesTheirFolder() throws IOException {
    assertThat(bench("--judge", "endorm", "--judge", "length,genrm-pair", "-o", out())).isZero();
    assertThat(endorm.lines().getFirst()).startsWith("judge       overall");
    assertThat(endorm.lines()).anyMatch(line -> line.startsWith("length          0.0"));
    JsonNode result = new ObjectMapper().readTree(folder.resolve("out/result.json").toFile());
    assertThat(result.get("judges").fieldNames())
        .toIterable()
        .containsExactly("endorm", "length", "genrm-pair");
    assertThat(result.get("provenance").get("model sha256").asText()).isEqualTo("aa");
    assertThat(Files.readAllLines(folder.resolve("out/rows.jsonl"))).hasSize(6);
    assertThat(folder.resolve("out/report.html")).exists();
  }

  @Test
  void theOverallOfTheTableIsThatOfScore() throws IOException {
    bench("--json");
    JsonNode judge = new ObjectMapper().readTree(endorm.out()).get("judges").get("endorm");
    endorm.run("score", folder.resolve("data/set.jsonl").toString(), "--quiet");
    long correct =
        endorm.lines().stream().filter(line -> line.contains("\"correct\":true")).count();
    assertThat(judge.get("overall").asDouble()).isEqualTo(correct / 6.0);
    assertThat(judge.get("n").asInt()).isEqualTo(6);
  }

  @Test
  void aSecondRunAsksTheModelForNothing() {
    bench();
    int calls = model.calls();
    String first = endorm.lines().get(1).replaceAll(" +", " ");
    assertThat(bench("--judge", "endorm", "--judge", "endorm:mean", "--judge", "likelihood-mean"))
        .isZero();
    assertThat(model.calls()).isEqualTo(calls);
    assertThat(endorm.lines().get(1).replaceAll(" +", " ")).isEqualTo(first);
    bench("--no-cache");
    assertThat(model.calls()).isEqualTo(calls + 1);
    endorm.model("cc", model);
    bench();
    assertThat(model.calls()).isEqualTo(calls + 2);
  }

  @Test
  void doesNotWriteOverARunUnasked() {
    assertThat(bench("-o", out())).isZero();
    assertThat(bench("-o", out())).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("holds a run already");
    assertThat(bench("-o", out(), "--resume")).isZero();
    assertThat(bench("-o", out(), "--resume", "--limit", "2")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("holds a run that differs in limit");
    assertThat(bench("-o", out(), "--force", "--limit", "2")).isZero();
    assertThat(endorm.err()).isEmpty();
  }

  @Test
  void aResumedRunWritesTheSameFiles() throws IOException {
    bench("-o", out(), "--now", "2026-01-15");
    String rows = Files.readString(folder.resolve("out/rows.jsonl"));
    String result = Files.readString(folder.resolve("out/result.json"));
    Files.delete(folder.resolve("out/result.json"));
    bench("-o", out(), "--now", "2026-01-15", "--resume");
    assertThat(Files.readString(folder.resolve("out/rows.jsonl"))).isEqualTo(rows);
    assertThat(Files.readString(folder.resolve("out/result.json"))).isEqualTo(result);
  }

  @Test
  void namesDamagedRowsAndRefusals() throws IOException {
    Files.writeString(
        folder.resolve("data/z.jsonl"),
        "{\"prompt\":\"p\"}\n{\"prompt\":\"boom\",\"chosen\":\"a\",\"rejected\":\"b\"}\n");
    assertThat(bench("--json")).isEqualTo(ExitCode.ROWS_FAILED);
    assertThat(endorm.err()).contains("z.jsonl row 0: the row has no response");
    JsonNode result = new ObjectMapper().readTree(endorm.out());
    assertThat(result.get("damaged").asInt()).isOne();
    assertThat(result.get("judges").get("endorm").get("failed").asInt()).isEqualTo(2);
    assertThat(
            result.get("judges").get("endorm").get("domains").get("z").get("accuracy").asDouble())
        .isZero();
  }

  @Test
  void asksTheHubOnlyWhereItMay() {
    assertThat(endorm.run("bench", "rm-bench", "--offline")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err())
        .contains("THU-KEG/RM-Bench is not in", "--data DIR takes files that are at hand");
    assertThat(endorm.run("bench", "llmbar", "--offline", "--data", "hf:own/set"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("own/set is not in");
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThat(bench("--judge", "oracle")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("the judge oracle is unknown; known are endorm");
    assertThat(bench("--judge", "dpo")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("--offset", "-1")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("--limit", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("--offset", "6")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("extra")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("--resume")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.run("bench", "pairs")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.run("bench", "poems", "--data", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("there is no benchmark poems, only rm-bench");
    assertThat(endorm.run("bench", "pairs", "--data", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("nowhere does not exist");
    assertThat(endorm.run("bench", "dsp", "--data", "x", "--domain-system", "y"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("has no {domain}");
  }

  @Test
  void tellsASystemPromptToRowsThatHaveNone() {
    bench("--json");
    String without = endorm.out();
    bench("--json", "--system", "Be brief.");
    assertThat(endorm.out()).isNotEqualTo(without).contains("Be brief.");
  }

  @Test
  void judgesWithAReferenceModel() {
    assertThat(bench("--judge", "dpo,dpo-mean", "--reference", "other")).isZero();
    // Both models are the same, so every margin is 0: all ties.
    assertThat(endorm.lines().get(1)).startsWith("dpo           0.0");
  }

  @Test
  void judgesShareOneCallOfTheModel() {
    assertThat(bench("--judge", "endorm,likelihood-mean,pmi,verifier,genrm", "--no-cache"))
        .isZero();
    assertThat(model.calls()).isOne();
  }

  @Test
  void goesOnWithARunThatWasKilled() throws IOException {
    bench("-o", out(), "--no-cache");
    String rows = Files.readString(folder.resolve("out/rows.jsonl"));
    Path verdicts = folder.resolve("out/verdicts.jsonl");
    List<String> lines = Files.readAllLines(verdicts);
    assertThat(lines).hasSize(6);
    Files.writeString(verdicts, String.join("\n", lines.subList(0, 2)) + "\n{\"item");
    int calls = model.calls();
    assertThat(bench("-o", out(), "--no-cache", "--resume")).isZero();
    assertThat(model.calls()).isEqualTo(calls + 1);
    assertThat(Files.readString(folder.resolve("out/rows.jsonl"))).isEqualTo(rows);
    bench("-o", out(), "--no-cache", "--resume");
    assertThat(model.calls()).isEqualTo(calls + 1);
    bench("-o", out(), "--no-cache", "--force");
    assertThat(model.calls()).isEqualTo(calls + 2);
  }

  @Test
  void aResumedRunKeepsTheTimeThatItBeganAt() throws IOException {
    bench("-o", out());
    Path record = folder.resolve("out/run.json");
    String begun =
        Files.readString(record)
            .replaceAll("\"now\" : \"[^\"]*\"", "\"now\" : \"2020-02-02T02:02:02\"");
    Files.writeString(record, begun);
    assertThat(bench("-o", out(), "--resume")).isZero();
    assertThat(Files.readString(record)).isEqualTo(begun);
    assertThat(bench("-o", out(), "--resume", "--now", "2026-01-15")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void countsTokensWithoutTheModel() throws IOException {
    assertThat(bench("--count", "--json", "--judge", "endorm,likelihood-mean")).isZero();
    assertThat(model.calls()).isZero();
    JsonNode count = new ObjectMapper().readTree(endorm.out());
    assertThat(count.get("items").asInt()).isEqualTo(6);
    assertThat(count.get("asked").asLong()).isEqualTo(2 * count.get("distinct").asLong());
    assertThat(count.get("shared").asLong()).isLessThan(count.get("distinct").asLong());
    bench("--json", "--no-cache");
    assertThat(new ObjectMapper().readTree(endorm.out()).has("judges")).isTrue();
  }

  private final List<AnswerWriter.Task> written = new ArrayList<>();

  /** Answers with the last digit of its seed. */
  private List<AnswerWriter.Reply> digits(
      List<AnswerWriter.Task> tasks, AnswerWriter.Manner manner) {
    written.addAll(tasks);
    return tasks.stream()
        .map(
            t ->
                (AnswerWriter.Reply)
                    new AnswerWriter.Reply.Text("\\boxed{" + t.seed() % 10 + "}", false))
        .toList();
  }

  private int math(String... more) throws IOException {
    Path problems = folder.resolve("math/aime24.jsonl");
    Files.createDirectories(problems.getParent());
    Files.writeString(
        problems, "{\"problem\":\"p\",\"answer\":\"3\"}\n{\"problem\":\"q\",\"answer\":4}\n");
    List<String> args =
        new ArrayList<>(
            List.of(
                "bench",
                "math",
                "--data",
                problems.getParent().toString(),
                "--quiet",
                "--json",
                "--replicates",
                "20"));
    args.addAll(List.of(more));
    return endorm.run(args.toArray(String[]::new));
  }

  @Test
  void theModelWritesAndTheJudgePicks() throws IOException {
    assertThat(math()).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("needs a model that writes answers");
    endorm.writer(this::digits);
    assertThat(math("--samples", "40", "--judge", "endorm,length", "-o", out())).isZero();
    assertThat(written).hasSize(80);
    JsonNode domain =
        new ObjectMapper()
            .readTree(endorm.out())
            .get("judges")
            .get("length")
            .get("domains")
            .get("aime24");
    // Every answer is equally long, so the pick is shared among all.
    assertThat(domain.get("accuracy").asDouble()).isEqualTo(domain.get("mean").asDouble());
    assertThat(domain.get("oracle").asDouble()).isEqualTo(1);
    Path solutions = folder.resolve("out/solutions.jsonl");
    List<String> lines = Files.readAllLines(solutions);
    Files.writeString(solutions, lines.getFirst() + "\n{\"it");
    Files.delete(folder.resolve("out/verdicts.jsonl"));
    assertThat(math("--samples", "40", "--judge", "endorm,length", "-o", out(), "--resume"))
        .isZero();
    assertThat(written).hasSize(120);
    assertThat(Files.readAllLines(solutions)).isEqualTo(lines);
    assertThat(math("--samples", "2", "-o", out(), "--resume")).isEqualTo(ExitCode.USAGE);
    assertThat(math("--samples", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(math("--temperature", "-1")).isEqualTo(ExitCode.USAGE);
    assertThat(math("--count")).isEqualTo(ExitCode.USAGE);
    assertThat(math()).isZero();
  }

  private int recipe(String yaml, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), yaml);
    List<String> args = new ArrayList<>(List.of("bench", "--recipe", file.toString(), "--quiet"));
    args.addAll(List.of(more));
    return endorm.run(args.toArray(String[]::new));
  }

  @Test
  void aRecipeIsItsCommandLine() throws IOException {
    String yaml =
        "benchmark: pairs\ndata: %s\nreplicates: 20\njudge: [endorm, length]\nlimit: 3\n"
            .formatted(folder.resolve("data"));
    assertThat(recipe(yaml, "--json")).isZero();
    JsonNode result = new ObjectMapper().readTree(endorm.out());
    assertThat(result.get("judges").fieldNames()).toIterable().containsExactly("endorm", "length");
    assertThat(result.get("judges").get("endorm").get("n").asInt()).isEqualTo(3);
    assertThat(recipe(yaml, "--limit", "2", "--judge", "brevity", "--json")).isZero();
    result = new ObjectMapper().readTree(endorm.out());
    assertThat(result.get("judges").fieldNames()).toIterable().containsExactly("brevity");
    assertThat(result.get("judges").get("brevity").get("n").asInt()).isEqualTo(2);
  }

  @Test
  void aRecipeOfSeveralRunsComparesThem() throws IOException {
    String yaml =
        "replicates: 20\n"
            + "no-cache: true\n"
            + "runs:\n"
            + "- {benchmark: pairs, folder: data}\n"
            + "- {benchmark: pairs, name: short, folder: data, judge: brevity}\n";
    assertThat(recipe(yaml, "--data", folder.toString(), "-o", out())).isZero();
    assertThat(folder.resolve("out/pairs/result.json")).exists();
    assertThat(folder.resolve("out/short/report.html")).exists();
    assertThat(Files.readString(folder.resolve("out/compare.html"))).contains("brevity", "endorm");
    assertThat(recipe(yaml, "--data", folder.toString(), "-o", out(), "--resume")).isZero();
  }

  @Test
  void aRecipeThatSaysWhatIsNotKnownIsRefused() throws IOException {
    String data = "benchmark: pairs\ndata: " + folder.resolve("data") + "\n";
    for (String wrong :
        List.of(
            "colour: red",
            "out: x",
            "output: x",
            "judge: {a: b}",
            "limit:",
            "data: [a, b]",
            "- x",
            "benchmark: b",
            "runs: []",
            "runs: [x]",
            "runs: [{name: a/b}]",
            "runs: [{}, {}]",
            "x: [")) {
      assertThat(recipe(wrong.startsWith("- ") ? wrong : data + wrong))
          .as(wrong)
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(recipe("colour: red")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.err()).contains("names no benchmark");
    recipe(data + "colour: red");
    assertThat(endorm.err()).contains("recipe.yaml: colour is no option of bench");
    assertThat(endorm.run("bench", "--recipe", "nowhere.yaml")).isEqualTo(ExitCode.USAGE);
    assertThat(endorm.run("bench")).isEqualTo(ExitCode.USAGE);
    assertThat(recipe(data, "pairs")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void comparesRuns() throws IOException {
    bench("-o", out());
    Path page = folder.resolve("compare.html");
    assertThat(endorm.run("bench", "compare", out(), out(), "-o", page.toString())).isZero();
    assertThat(Files.readString(page)).contains("Runs compared");
    assertThat(endorm.run("bench", "compare", folder.toString(), "-o", page.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(endorm.run("bench", "compare", out())).isEqualTo(ExitCode.USAGE);
  }
}

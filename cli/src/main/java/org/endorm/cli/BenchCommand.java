package org.endorm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.endorm.baselines.UnavailableJudgeException;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Outcome;
import org.endorm.bench.UnfitJudgeException;
import org.endorm.bench.data.DataFile;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.bench.report.BenchReport;
import org.endorm.bench.report.ComparePage;
import org.endorm.bench.report.Provenance;
import org.endorm.bench.report.ResultJson;
import org.endorm.bench.report.RunFolder;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputException;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.input.RowSource;
import org.endorm.cli.output.OutputException;
import org.endorm.cli.output.WholeFile;
import org.endorm.cli.show.ProgressBar;
import org.endorm.cli.show.ScoreTable;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.Judge;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.cache.CachedTraces;
import org.endorm.scoring.catalogue.IoReason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code endorm bench}: how good judges are, by published benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures judges by a benchmark (docs/benchmarks/), or puts finished runs side by side:"
            + " endorm bench compare RUN… -o PAGE.html")
final class BenchCommand implements Callable<Integer> {
  private static final String COMPARE = "compare";
  private static final int NAMED_FAULTS = 10;

  private final Surroundings around;

  @Mixin private ScoringOptions options = new ScoringOptions();
  @Mixin private BenchOptions bench = new BenchOptions();

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description =
          "rm-bench, rewardbench, rewardbench2, dsp, llmbar, processbench, best-of-n, system-pairs,"
              + " pairs; or compare.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "RUN",
      description = "With compare: the folders of finished runs.")
  private List<String> runs = new ArrayList<>();

  BenchCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    try {
      return name.equals(COMPARE) ? compare() : measure();
    } catch (UnusableDataException e) {
      throw new InputException(e.getMessage(), e);
    } catch (UnavailableJudgeException | UnfitJudgeException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private int compare() {
    if (runs.isEmpty() || bench.out == null) {
      throw new UsageException("compare needs the folders of runs, and -o PAGE.html");
    }
    Map<String, JsonNode> results = new LinkedHashMap<>();
    for (String run : runs) {
      results.put(run, new RunFolder(Path.of(run)).result());
    }
    try (WholeFile page = new WholeFile(bench.out)) {
      page.write(List.of(ComparePage.of(results)), "");
    }
    return ExitCode.OK;
  }

  private int measure() {
    if (!runs.isEmpty()) {
      throw new UsageException("only compare takes the folders of runs");
    }
    Benchmark benchmark = bench.benchmark(name);
    Session session = new Session(around, options);
    LoadOptions load = session.loadOptions();
    RunFolder folder = folder();
    BenchmarkData items = read(benchmark);
    try (BenchModels models =
        new BenchModels(around, load, options.system, !bench.noCache)) {
      OpenedModel opened = session.open(load);
      models.add(opened);
      List<Judge> judges = models.judges(bench.judges(), bench.reference, bench.beta);
      Provenance provenance = provenance(opened.facts().get(), load);
      begin(folder, items, provenance);
      Outcome outcome = judge(judges, items);
      note(session, models.use());
      BenchReport report =
          BenchReport.of(benchmark, items, outcome, provenance, bench.replicates);
      write(report, folder, judges);
      boolean whole = outcome.refusals().isEmpty() && items.faults().isEmpty();
      return whole ? ExitCode.OK : ExitCode.ROWS_FAILED;
    }
  }

  private @Nullable RunFolder folder() {
    if (bench.out == null) {
      return null;
    }
    RunFolder folder = new RunFolder(bench.out);
    if (folder.isBegun() && !bench.resume && !bench.force) {
      throw new OutputException(
          bench.out + " holds a run already; --resume goes on with it, --force writes over it");
    }
    return folder;
  }

  private BenchmarkData read(Benchmark benchmark) {
    if (bench.data == null) {
      throw new UsageException("bench needs --data DIR, the folder with the benchmark's files");
    }
    BenchmarkData items = benchmark.read(new DataFolder(bench.data, bench.slice(), this::table));
    items.faults().stream()
        .limit(NAMED_FAULTS)
        .forEach(fault -> around.err().println("endorm: " + fault));
    if (items.faults().size() > NAMED_FAULTS) {
      around.err().println("endorm: %d damaged rows in all".formatted(items.faults().size()));
    }
    if (items.items().isEmpty()) {
      throw new InputException(bench.data + " holds no row that " + name + " can use");
    }
    return items;
  }

  /** Hands on the rows of a file that the benchmarks cannot open themselves. */
  private void table(Path file, Predicate<JsonNode> each) {
    try (RowSource rows = Input.of(file.toString(), around.in()).open()) {
      for (InputRow row = rows.next(); row != null; row = rows.next()) {
        JsonNode none = JsonNodeFactory.instance.nullNode();
        if (!each.test(row instanceof InputRow.Parsed parsed ? parsed.object() : none)) {
          return;
        }
      }
    }
  }

  private Provenance provenance(ModelFacts model, LoadOptions load) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("model sha256", String.valueOf(model.sha256()));
    facts.put("template sha256", String.valueOf(model.templateSha256()));
    facts.put("settings sha256", String.valueOf(model.settingsSha256()));
    facts.put("dtype", String.valueOf(model.dtype()));
    facts.put("α", Double.toString(load.alpha()));
    facts.put("aggregate", load.aggregation().toString());
    facts.put("system", String.valueOf(options.system));
    facts.put("now", model.now());
    facts.put("invariant", Boolean.toString(load.invariant()));
    facts.put("judges", String.join(", ", bench.judges()));
    facts.put("reference", bench.reference == null ? "none" : bench.reference + ", β " + bench.beta);
    facts.put("domain system", bench.domainSystem);
    facts.put("offset", Long.toString(bench.offset));
    facts.put("limit", bench.limit == null ? "none" : bench.limit.toString());
    facts.put("bootstrap", bench.replicates + " resamples, seed " + BenchReport.SEED);
    facts.put("version", EndormVersion.TEXT);
    return new Provenance(options.model, facts);
  }

  /** Notes the run in its folder; refuses to go on with one of other numbers. */
  private void begin(@Nullable RunFolder folder, BenchmarkData items, Provenance provenance) {
    if (folder == null) {
      return;
    }
    ObjectNode identity = JsonNodeFactory.instance.objectNode().put("benchmark", name);
    provenance.facts().forEach(identity::put);
    if (options.clock.given(around.environment()) == null) {
      identity.put("now", "the clock");
    }
    for (DataFile file : items.files()) {
      identity.put("data " + file.name(), file.sha256());
    }
    try {
      List<String> differences = bench.resume ? folder.differences(identity) : List.of();
      if (!differences.isEmpty()) {
        throw new OutputException(
            bench.out + " holds a run that differs in " + String.join(", ", differences));
      }
      folder.begin(identity);
    } catch (IOException e) {
      throw new OutputException(bench.out + " cannot be written: " + IoReason.of(e), e);
    }
  }

  private Outcome judge(List<Judge> judges, BenchmarkData items) {
    try (ProgressBar bar = around.bar(options.common)) {
      BenchRun run = new BenchRun(judges, (done, total) -> bar.at("judging", done, total, ""));
      return run.judge(items.items());
    }
  }

  private static void note(Session session, CachedTraces.Use use) {
    if (use.asked() > 0) {
      session.note(
          "%d traces asked for, %d computed now, the others known by content"
              .formatted(use.asked(), use.computed()));
    }
  }

  private void write(BenchReport report, @Nullable RunFolder folder, List<Judge> judges) {
    Judge explained = judges.stream().filter(BenchCommand::tellsTokens).findFirst().orElse(null);
    TracedReward tokens =
        explained instanceof Judge.Rewarding(String n, TracedReward traced) ? traced : null;
    JsonNode result = ResultJson.of(report);
    try {
      if (folder != null) {
        folder.write(report, explained == null ? "" : explained.name(), tokens);
      }
    } catch (IOException e) {
      throw new OutputException(bench.out + " cannot be written: " + IoReason.of(e), e);
    }
    around.standardOutput().print(options.json ? result + "\n" : ScoreTable.of(result));
  }

  private static boolean tellsTokens(Judge judge) {
    return judge instanceof Judge.Rewarding(String name, TracedReward traced);
  }
}

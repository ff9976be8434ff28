package org.endorm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.endorm.bench.BenchRun;
import org.endorm.bench.Benchmark;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.Instruction;
import org.endorm.bench.Item;
import org.endorm.bench.Outcome;
import org.endorm.bench.SolutionRun;
import org.endorm.bench.data.DataFolder;
import org.endorm.bench.report.BenchReport;
import org.endorm.bench.report.Provenance;
import org.endorm.bench.report.ResultJson;
import org.endorm.bench.report.RunFolder;
import org.endorm.bench.report.SolutionFile;
import org.endorm.bench.report.VerdictFile;
import org.endorm.cli.input.Input;
import org.endorm.cli.input.InputException;
import org.endorm.cli.input.InputRow;
import org.endorm.cli.input.RowSource;
import org.endorm.cli.output.OutputException;
import org.endorm.cli.show.ProgressBar;
import org.endorm.cli.show.ScoreTable;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.Judge;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.TracedReward;
import org.endorm.scoring.cache.CachedTraces;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.IoReason;
import org.jspecify.annotations.Nullable;

/** One run of a benchmark, from its files to its folder. */
final class BenchJob {
  private static final int NAMED_FAULTS = 10;

  private final Surroundings around;
  private final ScoringOptions options;
  private final BenchOptions bench;
  private final String name;
  private final String command;

  /**
   * @param name the benchmark's
   * @param command the command line that this is
   */
  BenchJob(
      Surroundings around,
      ScoringOptions options,
      BenchOptions bench,
      String name,
      String command) {
    this.around = around;
    this.options = options;
    this.bench = bench;
    this.name = name;
    this.command = command;
  }

  /**
   * Runs.
   *
   * @return the exit code
   */
  int run() {
    Benchmark benchmark = bench.benchmark(name);
    Session session = new Session(around, options);
    LoadOptions asked = session.loadOptions();
    RunFolder folder = folder();
    LoadOptions load = folder == null ? asked : atItsTime(asked, folder);
    BenchmarkData data = read(benchmark, session);
    try (BenchModels models = new BenchModels(around, load, bench.traces())) {
      OpenedModel opened = session.open(load);
      models.add(opened);
      List<Judge> judges = models.judges(bench);
      if (bench.count) {
        return count(models, judges, data.items());
      }
      Provenance provenance =
          BenchFacts.provenance(opened.facts().get(), load, options, bench, command);
      begin(folder, data, provenance);
      List<Item.Answered> items = answered(data.items(), models.writer(), folder);
      Outcome outcome = judge(judges, items, folder);
      note(session, models.use());
      write(BenchReport.of(benchmark, data, outcome, provenance, bench.replicates), folder, judges);
      boolean whole = outcome.refusals().isEmpty() && data.faults().isEmpty();
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

  /** With the time that the clock showed when the run began, so that the rest comes out alike. */
  private LoadOptions atItsTime(LoadOptions asked, RunFolder folder) {
    if (!bench.resume || options.clock.given(around.environment()) != null) {
      return asked;
    }
    try {
      JsonNode begun = folder.identity();
      boolean clock = begun.path(BenchFacts.CLOCK).asBoolean();
      return clock ? asked.at(IsoTime.parse(begun.path(BenchFacts.NOW).asText())) : asked;
    } catch (IOException e) {
      throw unwritable("cannot be read", e);
    }
  }

  private OutputException unwritable(String what, IOException e) {
    return new OutputException(bench.out + " " + what + ": " + IoReason.of(e), e);
  }

  private BenchmarkData read(Benchmark benchmark, Session session) {
    Path path = data(benchmark, session);
    BenchmarkData data = benchmark.read(new DataFolder(path, bench.slice(), this::table));
    data.faults().stream()
        .limit(NAMED_FAULTS)
        .forEach(fault -> around.err().println("endorm: " + fault));
    if (data.faults().size() > NAMED_FAULTS) {
      around.err().println("endorm: %d damaged rows in all".formatted(data.faults().size()));
    }
    if (data.items().isEmpty()) {
      throw new InputException(path + " holds no row that " + name + " can use");
    }
    if (options.system == null) {
      return data;
    }
    List<Item> told = data.items().stream().map(new Instruction(options.system)::to).toList();
    return new BenchmarkData(told, data.faults(), data.files());
  }

  private Path data(Benchmark benchmark, Session session) {
    try (ProgressBar bar = session.bar()) {
      Access access = new Access(around.environment(), options.common.offline, bar.forDownloads());
      return bench.data(benchmark, access);
    }
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

  /** Notes the run in its folder; refuses to go on with one of other numbers. */
  private void begin(@Nullable RunFolder folder, BenchmarkData data, Provenance provenance) {
    if (folder == null) {
      return;
    }
    boolean clock = options.clock.given(around.environment()) == null;
    ObjectNode identity = BenchFacts.identity(name, provenance, data, clock);
    try {
      List<String> differences = bench.resume ? folder.differences(identity) : List.of();
      if (!differences.isEmpty()) {
        throw new OutputException(
            bench.out + " holds a run that differs in " + String.join(", ", differences));
      }
      folder.begin(identity, !bench.resume);
    } catch (IOException e) {
      throw unwritable("cannot be written", e);
    }
  }

  /** The items, with answers of the model to those that have none. */
  private List<Item.Answered> answered(
      List<Item> items, @Nullable AnswerWriter writer, @Nullable RunFolder folder) {
    List<Item.Answered> already = Item.answered(items);
    if (already.size() == items.size()) {
      return already;
    }
    if (writer == null) {
      throw new UsageException(
          name + " needs a model that writes answers, and " + options.model + " does not");
    }
    SolutionRun.Plan plan = bench.writing.plan();
    try (ProgressBar bar = around.bar(options.common);
        SolutionFile file = folder == null ? null : folder.solutions(items, plan.samples())) {
      SolutionRun.Journal journal = file == null ? SolutionRun.Journal.NONE : file;
      BenchRun.Progress progress = (done, total) -> bar.at("writing", done, total, "");
      return new SolutionRun(writer, plan, progress, journal).write(items);
    } catch (IOException e) {
      throw unwritable("cannot be written", e);
    } catch (UncheckedIOException e) {
      throw unwritable("cannot be written", e.getCause());
    }
  }

  private Outcome judge(List<Judge> judges, List<Item.Answered> items, @Nullable RunFolder folder) {
    List<String> names = judges.stream().map(Judge::name).toList();
    try (ProgressBar bar = around.bar(options.common);
        VerdictFile file = folder == null ? null : folder.verdicts(items, names)) {
      BenchRun.Journal journal = file == null ? BenchRun.Journal.NONE : file;
      BenchRun.Progress progress = (done, total) -> bar.at("judging", done, total, "");
      return new BenchRun(judges, progress, journal).judge(items);
    } catch (IOException e) {
      throw unwritable("cannot be written", e);
    } catch (UncheckedIOException e) {
      throw unwritable("cannot be written", e.getCause());
    }
  }

  private int count(BenchModels models, List<Judge> judges, List<Item> items) {
    List<Item.Answered> answered = Item.answered(items);
    if (answered.size() < items.size()) {
      throw new UsageException(
          "--count cannot know the answers to " + name + " before they are written");
    }
    judge(judges, answered, (RunFolder) null);
    BenchModels.Tokens tokens = models.tokens();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("benchmark", name);
    json.put("items", items.size()).put("judges", judges.size());
    json.put("asked", tokens.asked()).put("distinct", tokens.distinct());
    json.put("shared", tokens.shared());
    String text =
        """
        %s: %,d items, %d judges
        %,15d tokens asked for, each judge by itself
        %,15d of distinct trajectories
        %,15d left where these share their beginnings
        """
            .formatted(
                name,
                items.size(),
                judges.size(),
                tokens.asked(),
                tokens.distinct(),
                tokens.shared());
    around.standardOutput().print(options.json ? json + "\n" : text);
    return ExitCode.OK;
  }

  private static void note(Session session, CachedTraces.Use use) {
    if (use.asked() > 0) {
      session.note(
          "%d traces asked for, %d computed now, the others known by content"
              .formatted(use.asked(), use.computed()));
    }
  }

  private void write(BenchReport report, @Nullable RunFolder folder, List<Judge> judges) {
    Judge explained = judges.stream().filter(BenchJob::tellsTokens).findFirst().orElse(null);
    TracedReward tokens =
        explained instanceof Judge.Rewarding(String n, TracedReward traced) ? traced : null;
    JsonNode result = ResultJson.of(report);
    try {
      if (folder != null) {
        folder.write(report, explained == null ? "" : explained.name(), tokens);
      }
    } catch (IOException e) {
      throw unwritable("cannot be written", e);
    }
    around.standardOutput().print(options.json ? result + "\n" : ScoreTable.of(result));
  }

  private static boolean tellsTokens(Judge judge) {
    return judge instanceof Judge.Rewarding(String name, TracedReward traced);
  }
}

package org.endorm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.endorm.baselines.UnavailableJudgeException;
import org.endorm.bench.UnfitJudgeException;
import org.endorm.bench.data.UnusableDataException;
import org.endorm.bench.report.ComparePage;
import org.endorm.bench.report.RunFolder;
import org.endorm.cli.input.InputException;
import org.endorm.cli.output.WholeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code endorm bench}: how good judges are, by published benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures judges by a benchmark (docs/benchmarks/), or puts finished runs side by side:"
            + " endorm bench compare RUN… -o PAGE.html")
final class BenchCommand implements Callable<Integer> {
  private static final String COMPARE = "compare";

  private final Surroundings around;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScoringOptions options = new ScoringOptions();
  @Mixin private BenchOptions bench = new BenchOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "rm-bench, rewardbench, rewardbench2, dsp, llmbar, processbench, best-of-n, math,"
              + " system-pairs, pairs; or compare.")
  private @Nullable String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "RUN",
      description = "With compare: the folders of finished runs.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description =
          "Runs what a YAML file says (recipes/), instead of NAME; options given here win over it.")
  private @Nullable Path recipe;

  BenchCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    try {
      if (recipe != null) {
        return cook(recipe);
      }
      if (name == null) {
        throw new UsageException("bench needs the NAME of a benchmark, or --recipe FILE");
      }
      return name.equals(COMPARE) ? compare() : measure(name);
    } catch (UnusableDataException e) {
      throw new InputException(e.getMessage(), e);
    } catch (UnavailableJudgeException | UnfitJudgeException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private int measure(String benchmark) {
    if (!runs.isEmpty()) {
      throw new UsageException("only compare takes the folders of runs");
    }
    String command = new CommandText(spec).text();
    return new BenchJob(around, options, bench, benchmark, command).run();
  }

  private int compare() {
    if (runs.isEmpty() || bench.out == null) {
      throw new UsageException("compare needs the folders of runs, and -o PAGE.html");
    }
    return compare(runs, bench.out);
  }

  private static int compare(List<String> runs, Path page) {
    Map<String, JsonNode> results = new LinkedHashMap<>();
    for (String run : runs) {
      results.put(run, new RunFolder(Path.of(run)).result());
    }
    try (WholeFile file = new WholeFile(page)) {
      file.write(List.of(ComparePage.of(results)), "");
      file.complete();
    }
    return ExitCode.OK;
  }

  /** Runs each part of a recipe as the command line that it stands for, and compares them. */
  private int cook(Path file) {
    if (name != null) {
      throw new UsageException("a recipe says itself which benchmark it is");
    }
    List<BenchRecipe.Part> parts = BenchRecipe.read(file).parts();
    BenchLine line = new BenchLine(spec, bench.data, bench.out);
    List<List<String>> lines = new ArrayList<>();
    parts.forEach(part -> lines.add(line.of(part, parts.size() > 1)));
    int worst = ExitCode.OK;
    for (List<String> args : lines) {
      worst = Math.max(worst, new EndormCommand(around).run(args.toArray(String[]::new)));
    }
    if (bench.out != null && parts.size() > 1 && worst <= ExitCode.ROWS_FAILED && !bench.count) {
      List<String> folders =
          parts.stream().map(part -> bench.out.resolve(part.name()).toString()).toList();
      compare(folders, bench.out.resolve("compare.html"));
    }
    return worst;
  }
}

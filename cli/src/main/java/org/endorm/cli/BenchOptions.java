package org.endorm.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.endorm.baselines.DpoImplicit;
import org.endorm.bench.Benchmark;
import org.endorm.bench.HubFiles;
import org.endorm.bench.data.Slice;
import org.endorm.bench.suite.Benchmarks;
import org.endorm.bench.suite.DomainPreferences;
import org.endorm.cli.input.InputException;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.HubDatasets;
import org.endorm.scoring.catalogue.ModelUnavailableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a run of a benchmark can be told besides the options of scoring. */
final class BenchOptions {
  private static final String ENDORM = "endorm";
  private static final String HUB = "hf:";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The benchmark's own files: a folder, a file, or hf:OWNER/NAME[@REVISION] of a hub"
              + " (default: its publishers' data set on the hub, where there is one).")
  @Nullable String data;

  @Option(
      names = "--offset",
      paramLabel = "K",
      defaultValue = "0",
      description = "Prompts left out in front of each file (default: ${DEFAULT-VALUE}).")
  long offset;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most prompts of each file (default: all).")
  @Nullable Long limit;

  @Option(
      names = "--judge",
      paramLabel = "JUDGE",
      split = ",",
      description =
          "Who is measured, as often as wanted (default: endorm): endorm, endorm:mean, likelihood,"
              + " verifier, genrm, …, ensemble:A*0.5+B; a wrong name lists them all.")
  List<String> judges = new ArrayList<>();

  @Option(
      names = "--reference",
      paramLabel = "MODEL",
      description = "The reference model of the judges dpo and dpo-mean.")
  @Nullable String reference;

  @Option(
      names = "--classifier",
      paramLabel = "MODEL",
      description = "The trained reward model of the judge classifier.")
  @Nullable String classifier;

  @Option(
      names = "--beta",
      paramLabel = "B",
      defaultValue = "" + DpoImplicit.DEFAULT_BETA,
      description = "Their β (default: ${DEFAULT-VALUE}).")
  double beta = DpoImplicit.DEFAULT_BETA;

  @Option(
      names = "--domain-system",
      paramLabel = "TEXT",
      defaultValue = DomainPreferences.DEFAULT_SYSTEM,
      description = "The system prompts of dsp, with {domain} in it (default: ${DEFAULT-VALUE}).")
  String domainSystem = DomainPreferences.DEFAULT_SYSTEM;

  @Mixin WritingOptions writing = new WritingOptions();

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Bootstrap resamples (default: ${DEFAULT-VALUE}).")
  int replicates;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "A folder for report.html, result.json, rows.jsonl and scores.csv.")
  @Nullable Path out;

  @Option(
      names = "--resume",
      description =
          "Go on with the run that began in DIR; what was computed is not computed again.")
  boolean resume;

  @Option(names = "--force", description = "Write over DIR.")
  boolean force;

  @Option(names = "--no-cache", description = "Compute every trace anew, and keep none.")
  boolean noCache;

  @Option(
      names = "--count",
      description = "Only tell how many tokens the run would compute, with nothing known before.")
  boolean count;

  /** The judges asked for, each once. */
  List<String> judges() {
    return judges.isEmpty() ? List.of(ENDORM) : judges.stream().distinct().toList();
  }

  BenchModels.Traces traces() {
    if (count) {
      return BenchModels.Traces.COUNTED;
    }
    return noCache ? BenchModels.Traces.FRESH : BenchModels.Traces.REMEMBERED;
  }

  /**
   * Where the benchmark's files lie, fetched if need be.
   *
   * @throws InputException if they cannot be had
   */
  Path data(Benchmark benchmark, Access access) {
    HubFiles hub = benchmark.hub();
    if (data != null && !data.startsWith(HUB)) {
      return local(data);
    }
    String repository = data == null ? hub.repository() : data.substring(HUB.length());
    if (repository == null) {
      throw new UsageException("bench needs --data DIR, the folder with the benchmark's files");
    }
    try {
      return new HubDatasets(access).fetch(repository, hub.files());
    } catch (ModelUnavailableException e) {
      throw new InputException(e.getMessage() + "; --data DIR takes files that are at hand", e);
    }
  }

  private static Path local(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new UsageException("\"" + path + "\" is not a path", e);
    }
  }

  /** Which rows of each file. */
  Slice slice() {
    try {
      return new Slice(offset, limit == null ? Slice.ALL : limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The benchmark of a name, as these options want it. */
  Benchmark benchmark(String name) {
    if (resume && force) {
      throw new UsageException("--resume and --force exclude each other");
    }
    if ((resume || force) && out == null) {
      throw new UsageException("--resume and --force need -o DIR");
    }
    if (replicates < 1 || !(beta > 0) || Double.isInfinite(beta)) {
      throw new UsageException("--replicates and --beta must be above 0");
    }
    Benchmark known =
        Benchmarks.named(name)
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no benchmark "
                            + name
                            + ", only "
                            + String.join(", ", Benchmarks.names())));
    return known instanceof DomainPreferences ? dsp() : known;
  }

  private DomainPreferences dsp() {
    try {
      return new DomainPreferences(domainSystem);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}

package org.endorm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.endorm.cli.output.OutputException;
import org.endorm.cli.output.WholeFile;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.catalogue.IoReason;
import org.endorm.theory.report.Effort;
import org.endorm.theory.report.TheoryReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code endorm theory}: what the paper proves and what it does not, checked where it is exact. */
@Command(
    name = "theory",
    mixinStandardHelpOptions = true,
    description =
        "Checks the paper's proposition and theorems, and what lies beyond them, on token MDPs that"
            + " are solved exactly (docs/theory.md). No model is needed.")
final class TheoryCommand implements Callable<Integer> {
  private static final String PAGE = "report.html";
  private static final String RESULT = "result.json";

  private final Surroundings around;

  @Mixin private QuietOptions common = new QuietOptions();

  @Option(names = "--json", description = "The claims as JSON instead of a table.")
  private boolean json;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "A folder for report.html, which has the plots, and result.json.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Write over the report in DIR.")
  private boolean force;

  TheoryCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    prepareFolder();
    TheoryReport report = run();
    if (out != null) {
      write(out.resolve(PAGE), report.html());
      write(out.resolve(RESULT), report.json());
    } else if (!common.quiet) {
      around.err().println("note: -o DIR writes the report with its plots");
    }
    around.standardOutput().print(json ? report.json() : report.table());
    return report.holds() ? ExitCode.OK : ExitCode.ROWS_FAILED;
  }

  private void prepareFolder() {
    if (out == null) {
      if (force) {
        throw new UsageException("--force needs -o DIR");
      }
      return;
    }
    if (!force && (Files.exists(out.resolve(PAGE)) || Files.exists(out.resolve(RESULT)))) {
      throw new OutputException(out + " holds a report already; --force writes over it");
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new OutputException(out + " cannot be written: " + IoReason.of(e), e);
    }
  }

  private TheoryReport run() {
    try (ProgressBar bar = around.bar(common)) {
      return TheoryReport.run(
          TheoryReport.SEED,
          Effort.FULL,
          done -> bar.at("theory", done, TheoryReport.CHAPTERS, ""));
    }
  }

  private static void write(Path file, String text) {
    try (WholeFile whole = new WholeFile(file)) {
      whole.write(text.lines().toList(), "");
      whole.complete();
    }
  }
}

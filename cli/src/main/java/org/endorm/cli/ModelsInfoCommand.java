package org.endorm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.endorm.cli.show.ProgressBar;
import org.endorm.engine.EngineOptions;
import org.endorm.scoring.Endorm;
import org.endorm.scoring.catalogue.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code endorm models info}: what a model on this disk holds. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description =
        "Tells what a model is, what it says of text, and what scoring with it takes, or why it is"
            + " not supported.")
final class ModelsInfoCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private QuietOptions common = new QuietOptions();

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  @Parameters(paramLabel = "MODEL", description = "A directory, a .gguf file, or a name.")
  private String name = "";

  ModelsInfoCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Path path;
    try (ProgressBar bar = around.bar(common)) {
      Access access = new Access(around.environment(), common.offline, bar.forDownloads());
      path = Endorm.find(name, access);
    }
    ModelReport report = ModelReport.read(path, EngineOptions.automatic());
    around.standardOutput().print(json ? report.json() : report.text());
    return ExitCode.OK;
  }
}

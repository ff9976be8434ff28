package org.endorm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.endorm.cli.show.ProgressBar;
import org.endorm.engine.EngineOptions;
import org.endorm.engine.PretrainedModel;
import org.endorm.scoring.Endorm;
import org.endorm.scoring.catalogue.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code endorm models info}: what a model on this disk holds. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Tells what a model holds: family, vocabulary, context, hash, where it lies.")
final class ModelsInfoCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private QuietOptions common = new QuietOptions();

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
    try (PretrainedModel model = PretrainedModel.open(path, EngineOptions.automatic())) {
      around.standardOutput().print(describe(model, path));
      return ExitCode.OK;
    }
  }

  private static String describe(PretrainedModel model, Path path) {
    return """
    family      %s
    vocabulary  %,d tokens
    context     %,d tokens
    computes in %s on this machine
    sha256      %s
    path        %s
    """
        .formatted(
            model.architecture(),
            model.vocabularySize(),
            model.contextLength(),
            model.options().dtype().label(),
            model.sha256(),
            path);
  }
}

package org.endorm.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.Catalogue;
import org.endorm.scoring.catalogue.CatalogueModel;
import org.endorm.scoring.catalogue.FetchProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code endorm models}: the catalogue, downloads, and what a model holds. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    description =
        "Lists the catalogue; pull fetches a model, info tells what it holds, support what can be"
            + " read.")
final class ModelsCommand implements Callable<Integer> {
  private static final double MEGABYTE = 1e6;

  private final Surroundings around;
  private final Catalogue catalogue = new Catalogue();

  @Mixin private QuietOptions common = new QuietOptions();

  ModelsCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Access access = new Access(around.environment(), true, FetchProgress.NONE);
    StringBuilder table = new StringBuilder();
    table.append("%-10s %8s  %-11s %-8s %s%n".formatted("name", "size", "licence", "here", "what"));
    for (CatalogueModel model : catalogue.models()) {
      boolean here = Files.exists(catalogue.place(model, access));
      table.append(
          "%-10s %5.0f MB  %-11s %-8s %s%n"
              .formatted(
                  model.name(),
                  model.bytes() / MEGABYTE,
                  model.licence(),
                  here ? "yes" : "no",
                  model.description()));
    }
    around.standardOutput().print(table.toString());
    return ExitCode.OK;
  }
}

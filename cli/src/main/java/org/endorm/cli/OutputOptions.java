package org.endorm.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.endorm.cli.input.Input;
import org.endorm.cli.output.OutputMode;
import org.endorm.cli.output.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the results of many rows go. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description =
          "A file for the results instead of standard output; OUT.run.json tells what made it.")
  @Nullable String out;

  @Option(names = "--resume", description = "Go on with OUT where an earlier run ended.")
  boolean resume;

  @Option(names = "--force", description = "Write over OUT.")
  boolean force;

  @Option(names = "--strict", description = "Stop at the first row that fails.")
  boolean strict;

  OutputMode mode() {
    if (resume && force) {
      throw new UsageException("--resume and --force exclude each other");
    }
    return resume ? OutputMode.RESUME : force ? OutputMode.FORCE : OutputMode.FRESH;
  }

  /** The file, null for standard output; checked as far as can be before anything is computed. */
  @Nullable Path checked(Input input) {
    OutputMode mode = mode();
    if (out == null || out.equals(Input.STANDARD)) {
      if (mode != OutputMode.FRESH) {
        throw new UsageException(
            "--" + mode.name().toLowerCase(java.util.Locale.ROOT) + " needs -o OUT");
      }
      return null;
    }
    try {
      Path file = Path.of(out);
      ResultFile.check(file, input.file(), mode);
      return file;
    } catch (InvalidPathException e) {
      throw new UsageException("\"" + out + "\" is not a file name", e);
    }
  }
}

package org.endorm.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.endorm.cli.output.StreamOutput;
import org.endorm.cli.show.ProgressBar;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.OpenedModel;

/**
 * What a command has around it.
 *
 * @param out unbuffered standard output
 * @param environment as {@link System#getenv()}
 * @param models opens models by name
 */
record Surroundings(
    InputStream in,
    OutputStream out,
    PrintStream err,
    Map<String, String> environment,
    ModelOpener models) {
  private static final int USUAL_COLUMNS = 100;

  /** Opens a model that the user has named. */
  @FunctionalInterface
  interface ModelOpener {
    /**
     * Opens it.
     *
     * @throws org.endorm.reward.EndormException if it cannot be had
     */
    OpenedModel open(String name, LoadOptions options);
  }

  StreamOutput standardOutput() {
    return StreamOutput.standard(out);
  }

  /** Whether somebody sees standard error as it comes; the launcher knows. */
  boolean errIsTerminal() {
    return "1".equals(environment.get("ENDORM_STDERR_TTY"));
  }

  /** Whether somebody sees standard output as it comes. */
  boolean outIsTerminal() {
    return "1".equals(environment.get("ENDORM_STDOUT_TTY"));
  }

  /** The width of the terminal. */
  int columns() {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
  }

  /** A bar on standard error, shown if that is a terminal and nobody asked for quiet. */
  ProgressBar bar(QuietOptions options) {
    return new ProgressBar(err, errIsTerminal() && !options.quiet);
  }
}

package org.endorm.cli;

import org.endorm.cli.output.ResultFile;
import org.endorm.cli.output.ResultSink;
import org.endorm.cli.show.ProgressBar;

/**
 * What is still to be done when the process is asked to go, by Ctrl-C or otherwise: let a line that
 * is being written come to its end, take no more, and leave the terminal clean.
 */
final class Farewell implements AutoCloseable {
  private final Thread hook;

  Farewell(ResultSink sink, ProgressBar bar) {
    hook =
        new Thread(
            () -> {
              if (sink instanceof ResultFile file) {
                file.seal();
              }
              bar.clear();
            },
            "endorm-farewell");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is on its way out already, and the hook does its work.
      return;
    }
  }
}

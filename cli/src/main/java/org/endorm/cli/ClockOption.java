package org.endorm.cli;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The time that chat templates see. */
final class ClockOption {
  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "The time that chat templates see, as 2026-01-15T12:00:00 (default: ENDORM_NOW, else the"
              + " clock).")
  private @Nullable String now;

  /** The time that was asked for, null where the clock decides. */
  @Nullable String given(Map<String, String> environment) {
    if (now != null) {
      return now;
    }
    String variable = environment.get("ENDORM_NOW");
    return variable == null || variable.isEmpty() ? null : variable;
  }

  LocalDateTime time(Map<String, String> environment) {
    String given = given(environment);
    return given == null
        ? LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS)
        : IsoTime.parse(given);
  }
}

package org.endorm.engine.model;

import java.nio.file.Path;
import org.endorm.engine.checkpoint.PrintableText;
import org.endorm.reward.EndormException;

/** A config that lacks an option, or gives it a value of the wrong kind or size. */
public final class InvalidConfigException extends EndormException {
  private static final long serialVersionUID = 1L;

  private final String option;

  public InvalidConfigException(Path source, String option, String problem) {
    super(source + ": " + PrintableText.sentence("option " + option + " " + problem + "."));
    this.option = option;
  }

  /** The option at fault. */
  public String option() {
    return option;
  }
}

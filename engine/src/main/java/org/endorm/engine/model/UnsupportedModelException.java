package org.endorm.engine.model;

import java.nio.file.Path;
import org.endorm.engine.checkpoint.PrintableText;
import org.endorm.reward.EndormException;

/**
 * A model that may well be sound but asks for what is not built here: refused, never approximated.
 */
public final class UnsupportedModelException extends EndormException {
  private static final long serialVersionUID = 1L;

  public UnsupportedModelException(Path source, String message) {
    super(source + ": " + PrintableText.sentence(message));
  }
}

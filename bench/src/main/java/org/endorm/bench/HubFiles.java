package org.endorm.bench;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark takes of a hub's data set.
 *
 * @param repository the data set of its publishers, {@code OWNER/NAME}; null where they have none
 *     there
 * @param files the paths of its files
 */
public record HubFiles(@Nullable String repository, Pattern files) {
  /** No data set of its own, any file of a known form. */
  public static final HubFiles ANY =
      new HubFiles(null, Pattern.compile(".*\\.(json|jsonl|parquet)"));

  /** Any file of a known form in a data set. */
  public static HubFiles of(String repository) {
    return new HubFiles(repository, ANY.files());
  }

  /** Some files of a data set. */
  public static HubFiles of(String repository, String files) {
    return new HubFiles(repository, Pattern.compile(files));
  }
}

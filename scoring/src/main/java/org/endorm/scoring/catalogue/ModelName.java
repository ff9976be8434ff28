package org.endorm.scoring.catalogue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user names a model by. */
public sealed interface ModelName {
  /** A Hugging Face directory or a GGUF file on this disk. */
  record Local(Path path) implements ModelName {}

  /** One of the catalogue's pinned files. */
  record Catalogued(CatalogueModel model) implements ModelName {}

  /**
   * A repository of the Hugging Face hub.
   *
   * @param repository {@code OWNER/NAME}
   * @param revision a branch, tag or commit
   */
  record Hub(String repository, String revision) implements ModelName {}

  /** An OpenAI-compatible server. */
  record Remote(URI server) implements ModelName {}

  /** {@code OWNER/NAME}, with {@code @REVISION} after it where not {@code main}. */
  Pattern HUB =
      Pattern.compile(
          "([A-Za-z0-9][\\w.-]{0,95}/[A-Za-z0-9][\\w.-]{0,95})(?:@(\\w[\\w./-]{0,199}))?");

  /**
   * Tells what a name means: a URL, {@code hf:…}, a catalogue name, a path that is there, {@code
   * OWNER/NAME}, in this order. So a folder cannot pass for a catalogue model of its name.
   *
   * @throws ModelUnavailableException if it means nothing
   */
  static ModelName parse(String name, Catalogue catalogue) {
    if (name.startsWith("http://") || name.startsWith("https://")) {
      return new Remote(server(name));
    }
    if (name.startsWith("hf:")) {
      return hub(name, name.substring(3));
    }
    return catalogue
        .find(name)
        .<ModelName>map(Catalogued::new)
        .orElseGet(() -> local(name, catalogue));
  }

  private static ModelName local(String name, Catalogue catalogue) {
    try {
      Path path = Path.of(name);
      if (!name.isEmpty() && Files.exists(path)) {
        return new Local(path);
      }
    } catch (InvalidPathException e) {
      throw new ModelUnavailableException("the model name \"" + name + "\" is not a path", e);
    }
    if (HUB.matcher(name).matches() && !name.endsWith(".gguf")) {
      return hub(name, name);
    }
    throw new ModelUnavailableException(
        "there is no model \"%s\": no such file or directory, and the catalogue holds only %s"
            .formatted(name, String.join(", ", catalogue.names())));
  }

  /**
   * A repository of the hub by {@code OWNER/NAME} or {@code OWNER/NAME@REVISION}.
   *
   * @param name what the user wrote
   */
  static Hub hub(String name, String repository) {
    Matcher matcher = HUB.matcher(repository);
    if (!matcher.matches() || repository.contains("..") || repository.contains("--")) {
      throw new ModelUnavailableException(
          "\"" + name + "\" is not of the form hf:OWNER/NAME or hf:OWNER/NAME@REVISION");
    }
    String revision = matcher.group(2);
    return new Hub(matcher.group(1), revision == null ? "main" : revision);
  }

  private static URI server(String name) {
    try {
      URI uri = URI.create(name);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new ModelUnavailableException("\"" + name + "\" is not a URL", e);
    }
    throw new ModelUnavailableException("\"" + name + "\" is not the URL of a server");
  }
}

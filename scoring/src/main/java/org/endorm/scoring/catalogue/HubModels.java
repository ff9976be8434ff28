package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Models of the Hugging Face hub, in the cache that its own tools share. */
public final class HubModels {
  private final HubCache cache;

  /** How much of a model is wanted. */
  public enum Part {
    ALL,
    /** The tokenizer and the chat template, which a GGUF file holds among its weights. */
    TEXT
  }

  public HubModels(Access access) {
    this.cache = new HubCache(access, HubCache.Kind.MODELS);
  }

  /**
   * The model as a directory, or as its one GGUF file: from the cache, else fetched. Where the hub
   * cannot be reached, what the cache has of the revision serves.
   *
   * @throws ModelUnavailableException if it cannot be had
   */
  public Path fetch(ModelName.Hub model, Part part) {
    return cache.fetch(model, new WantedModel(model.repository(), part));
  }

  private record WantedModel(String repository, Part part) implements HubCache.Wanted {
    @Override
    public void fetch(Set<String> files, Path snapshot, HubCache.Fetcher fetcher)
        throws IOException {
      for (String file : HubSnapshot.small(files)) {
        fetcher.fetch(file);
      }
      for (String file : HubSnapshot.weights(files, snapshot, repository, part)) {
        fetcher.fetch(file);
      }
    }

    @Override
    public @Nullable Path complete(Path snapshot) throws IOException {
      return HubSnapshot.complete(snapshot, part);
    }
  }
}

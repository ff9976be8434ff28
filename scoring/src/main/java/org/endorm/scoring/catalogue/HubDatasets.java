package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Data sets of the Hugging Face hub, in the cache that its own tools share. */
public final class HubDatasets {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final HubCache cache;

  public HubDatasets(Access access) {
    this.cache = new HubCache(access, HubCache.Kind.DATASETS);
  }

  /**
   * The folder of a data set with those of its files that are wanted: what has changed on the hub
   * is fetched; where the hub cannot be reached, what an earlier fetch has left serves.
   *
   * @param name {@code OWNER/NAME} or {@code OWNER/NAME@REVISION}
   * @param files the paths of the files that are wanted
   * @throws ModelUnavailableException if it cannot be had
   */
  public Path fetch(String name, Pattern files) {
    return cache.fetch(ModelName.hub("hf:" + name, name), new WantedFiles(name, files));
  }

  private record WantedFiles(String dataset, Pattern files) implements HubCache.Wanted {
    @Override
    public void fetch(Set<String> all, Path snapshot, HubCache.Fetcher fetcher) throws IOException {
      List<String> wanted = all.stream().filter(this::wants).sorted().toList();
      if (wanted.isEmpty()) {
        throw new ModelUnavailableException(
            "the data set " + dataset + " holds no file like " + files.pattern());
      }
      for (String file : wanted) {
        fetcher.fetch(file);
      }
    }

    private boolean wants(String file) {
      return files.matcher(file).matches() && NAME.matcher(file).matches();
    }

    /** A revision's name is noted only once all its files are there, so one file tells of all. */
    @Override
    public @Nullable Path complete(Path snapshot) throws IOException {
      if (!Files.isDirectory(snapshot)) {
        return null;
      }
      try (Stream<Path> paths = Files.walk(snapshot)) {
        boolean some =
            paths.anyMatch(path -> Files.isRegularFile(path) && wants(relative(snapshot, path)));
        return some ? snapshot : null;
      }
    }

    private static String relative(Path snapshot, Path path) {
      return snapshot.relativize(path).toString().replace('\\', '/');
    }
  }
}

package org.endorm.scoring.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repositories of the Hugging Face hub, in the cache that its own tools share.
 *
 * <p>Layout: {@code models--OWNER--NAME/} or {@code datasets--OWNER--NAME/} with {@code blobs/}
 * named by content, {@code snapshots/COMMIT/} of links into them, and {@code refs/REVISION} that
 * name a commit.
 */
final class HubCache {
  /** What a repository holds. */
  enum Kind {
    MODELS,
    DATASETS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Fetches a file of the repository, unless it is there. */
  @FunctionalInterface
  interface Fetcher {
    void fetch(String file) throws IOException;
  }

  /** What is wanted of a repository. */
  interface Wanted {
    /**
     * Fetches it.
     *
     * @param files the names of all there are
     * @param snapshot where they come to lie
     */
    void fetch(Set<String> files, Path snapshot, Fetcher fetcher) throws IOException;

    /** What to use of a snapshot that holds all that is wanted; null where something is missing. */
    @Nullable Path complete(Path snapshot) throws IOException;
  }

  private final Access access;
  private final Kind kind;

  HubCache(Access access, Kind kind) {
    this.access = access;
    this.kind = kind;
  }

  /**
   * What is wanted of a repository: from the cache, else fetched. Where the hub cannot be reached,
   * what the cache has of the revision serves.
   *
   * @throws ModelUnavailableException if it cannot be had
   */
  Path fetch(ModelName.Hub from, Wanted wanted) {
    String folder = kind.word() + "--" + from.repository().replace("/", "--");
    Path repository = access.hubCache().resolve(folder);
    try {
      Path cached = cached(repository, from.revision(), wanted);
      boolean pinned = from.revision().matches("[0-9a-f]{40}");
      if (cached != null && (pinned || access.hubOffline())) {
        return cached;
      }
      if (access.hubOffline()) {
        throw new ModelUnavailableException(
            from.repository()
                + " is not in "
                + access.hubCache()
                + ", and fetching it is forbidden");
      }
      return online(from, wanted, repository, cached);
    } catch (IOException e) {
      throw new ModelUnavailableException(
          "%s cannot be stored in %s: %s"
              .formatted(from.repository(), access.hubCache(), IoReason.of(e)),
          e);
    }
  }

  private Path online(ModelName.Hub from, Wanted wanted, Path repository, @Nullable Path cached)
      throws IOException {
    try (HubClient hub = new HubClient(access)) {
      return fetch(hub, from, wanted, repository);
    } catch (HubUnreachableException e) {
      if (cached == null) {
        throw e;
      }
      return cached;
    }
  }

  private static @Nullable Path cached(Path repository, String revision, Wanted wanted)
      throws IOException {
    Path ref = repository.resolve("refs").resolve(revision);
    String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : revision;
    boolean isCommit = commit.matches("[0-9a-f]{40}");
    return isCommit ? wanted.complete(repository.resolve("snapshots").resolve(commit)) : null;
  }

  private Path fetch(HubClient hub, ModelName.Hub from, Wanted wanted, Path repository)
      throws IOException {
    JsonNode listing = hub.listing(kind.word(), from);
    String commit = listing.path("sha").asText();
    if (!commit.matches("[0-9a-f]{40}")) {
      throw new ModelUnavailableException("the hub named no commit of " + from.repository());
    }
    Set<String> files = new HashSet<>();
    listing.path("siblings").forEach(file -> files.add(file.path("rfilename").asText()));
    Path snapshot = repository.resolve("snapshots").resolve(commit);
    Files.createDirectories(snapshot);
    Files.createDirectories(repository.resolve("blobs"));
    wanted.fetch(files, snapshot, file -> fetchFile(hub, from, commit, file, repository));
    writeRef(repository, from.revision(), commit);
    Path whole = wanted.complete(snapshot);
    if (whole == null) {
      throw new ModelUnavailableException(from.repository() + " lacks files that its index names");
    }
    return whole;
  }

  private void fetchFile(
      HubClient hub, ModelName.Hub from, String commit, String file, Path repository)
      throws IOException {
    Path link = repository.resolve("snapshots").resolve(commit).resolve(file);
    if (Files.exists(link)) {
      return;
    }
    String path = kind == Kind.MODELS ? from.repository() : kind.word() + "/" + from.repository();
    HubClient.RemoteFile remote = hub.head(path, commit, file);
    Path blob = repository.resolve("blobs").resolve(remote.etag());
    Path locks = access.hubCache().resolve(".locks").resolve(repository.getFileName());
    try (var _ = FetchLock.take(locks.resolve(remote.etag() + ".lock"))) {
      if (!Files.exists(blob)) {
        Path part = blob.resolveSibling(remote.etag() + ".incomplete");
        new HubDownload(hub, access.progress())
            .complete(remote, from.repository() + "/" + file, part);
        Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE);
      }
      link(link, blob);
    }
  }

  private static void link(Path link, Path blob) throws IOException {
    if (Files.exists(link)) {
      return;
    }
    Files.createDirectories(link.getParent());
    try {
      Files.createSymbolicLink(link, link.getParent().relativize(blob));
    } catch (UnsupportedOperationException e) {
      Files.copy(blob, link);
    }
  }

  private static void writeRef(Path repository, String revision, String commit) throws IOException {
    if (revision.equals(commit)) {
      return;
    }
    Path ref = repository.resolve("refs").resolve(revision);
    Files.createDirectories(ref.getParent());
    Path fresh = Files.createTempFile(ref.getParent(), ".ref", "");
    Files.write(fresh, commit.getBytes(StandardCharsets.US_ASCII));
    Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

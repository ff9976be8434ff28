package org.endorm.scoring.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Models of the Hugging Face hub, in the cache that its own tools share.
 *
 * <p>Layout: {@code models--OWNER--NAME/} with {@code blobs/} named by content, {@code
 * snapshots/COMMIT/} of links into them, and {@code refs/REVISION} that name a commit.
 */
public final class HubModels {
  private final Access access;

  /** How much of a model is wanted. */
  public enum Part {
    ALL,
    /** The tokenizer and the chat template, which a GGUF file holds among its weights. */
    TEXT
  }

  public HubModels(Access access) {
    this.access = access;
  }

  /**
   * The model as a directory, or as its one GGUF file: from the cache, else fetched. Where the hub
   * cannot be reached, what the cache has of the revision serves.
   *
   * @throws ModelUnavailableException if it cannot be had
   */
  public Path fetch(ModelName.Hub model, Part part) {
    Path repository =
        access.hubCache().resolve("models--" + model.repository().replace("/", "--"));
    try {
      Path cached = cached(repository, model.revision(), part);
      boolean pinned = model.revision().matches("[0-9a-f]{40}");
      if (cached != null && (pinned || access.hubOffline())) {
        return cached;
      }
      if (access.hubOffline()) {
        throw new ModelUnavailableException(
            model.repository() + " is not in " + access.hubCache() + ", and fetching it is forbidden");
      }
      return online(model, part, repository, cached);
    } catch (IOException e) {
      throw new ModelUnavailableException(
          "%s cannot be stored in %s: %s"
              .formatted(model.repository(), access.hubCache(), IoReason.of(e)),
          e);
    }
  }

  private Path online(
      ModelName.Hub model, Part part, Path repository, @Nullable Path cached)
      throws IOException {
    try (HubClient hub = new HubClient(access)) {
      return fetch(hub, model, part, repository);
    } catch (HubUnreachableException e) {
      if (cached == null) {
        throw e;
      }
      return cached;
    }
  }

  private static @Nullable Path cached(Path repository, String revision, Part part)
      throws IOException {
    Path ref = repository.resolve("refs").resolve(revision);
    String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : revision;
    boolean isCommit = commit.matches("[0-9a-f]{40}");
    return isCommit
        ? HubSnapshot.complete(repository.resolve("snapshots").resolve(commit), part)
        : null;
  }

  private Path fetch(HubClient hub, ModelName.Hub model, Part part, Path repository)
      throws IOException {
    JsonNode listing = hub.listing(model);
    String commit = listing.path("sha").asText();
    if (!commit.matches("[0-9a-f]{40}")) {
      throw new ModelUnavailableException("the hub named no commit of " + model.repository());
    }
    Set<String> files = new HashSet<>();
    listing.path("siblings").forEach(file -> files.add(file.path("rfilename").asText()));
    Path snapshot = repository.resolve("snapshots").resolve(commit);
    Files.createDirectories(snapshot);
    Files.createDirectories(repository.resolve("blobs"));
    for (String file : HubSnapshot.small(files)) {
      fetchFile(hub, model, commit, file, repository);
    }
    for (String file : HubSnapshot.weights(files, snapshot, model.repository(), part)) {
      fetchFile(hub, model, commit, file, repository);
    }
    writeRef(repository, model.revision(), commit);
    Path whole = HubSnapshot.complete(snapshot, part);
    if (whole == null) {
      throw new ModelUnavailableException(model.repository() + " lacks files that its index names");
    }
    return whole;
  }

  private void fetchFile(
      HubClient hub, ModelName.Hub model, String commit, String file, Path repository)
      throws IOException {
    Path link = repository.resolve("snapshots").resolve(commit).resolve(file);
    if (Files.exists(link)) {
      return;
    }
    HubClient.RemoteFile remote = hub.head(model.repository(), commit, file);
    Path blob = repository.resolve("blobs").resolve(remote.etag());
    Path locks = access.hubCache().resolve(".locks").resolve(repository.getFileName());
    try (var _ = FetchLock.take(locks.resolve(remote.etag() + ".lock"))) {
      if (!Files.exists(blob)) {
        Path part = blob.resolveSibling(remote.etag() + ".incomplete");
        new HubDownload(hub, access.progress())
            .complete(remote, model.repository() + "/" + file, part);
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

  private static void writeRef(Path repository, String revision, String commit)
      throws IOException {
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

package org.endorm.engine.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.endorm.text.GgufVocabulary;

/** Weights in the GGUF format: one file, or a split set of which the first part was named. */
public final class GgufCheckpoint implements Checkpoint {
  private final TensorFiles files;
  private final GgufMetadata metadata;

  private GgufCheckpoint(TensorFiles files, GgufMetadata metadata) {
    this.files = files;
    this.metadata = metadata;
  }

  /**
   * Opens a {@code .gguf} file, and the other parts beside it if it is the first of a split set.
   *
   * @throws UnsupportedCheckpointException if it is a later part, big endian, or of a version or
   *     tensor type that is not read here
   */
  public static GgufCheckpoint open(Path path) {
    try (OpeningFiles opening = new OpeningFiles()) {
      MappedFile first = opening.map(path);
      GgufHeader header = GgufHeader.read(first);
      List<TensorFile> parts = new ArrayList<>();
      parts.add(tensors(first, header));
      GgufSplit split = GgufSplit.of(path, header.metadata());
      for (int part = 1; part < split.count(); part++) {
        parts.add(openPart(opening, split, part));
      }
      TensorFiles files = TensorFiles.ofAll(path, parts);
      split.checkTensorCount(header.metadata(), files.names().size());
      return opening.keep(new GgufCheckpoint(files, header.metadata()));
    }
  }

  private static TensorFile openPart(OpeningFiles opening, GgufSplit split, int part) {
    MappedFile mapped = opening.map(split.path(part));
    GgufHeader header = GgufHeader.read(mapped);
    split.checkPart(header.metadata(), part);
    return tensors(mapped, header);
  }

  private static TensorFile tensors(MappedFile mapped, GgufHeader header) {
    return new TensorFile(mapped, header.dataOffset(), header.tensors());
  }

  /** The metadata of the file, or of a split set's first part. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /**
   * The vocabulary that the metadata describes.
   *
   * @throws MalformedCheckpointException if there is none, or its parts don't fit together
   */
  public GgufVocabulary vocabulary() {
    return GgufVocabularyReader.read(metadata);
  }

  @Override
  public Path path() {
    return files.path();
  }

  @Override
  public List<Path> files() {
    return files.paths();
  }

  @Override
  public Set<String> names() {
    return files.names();
  }

  @Override
  public boolean contains(String name) {
    return files.names().contains(name);
  }

  @Override
  public StoredTensor tensor(String name) {
    return files.tensor(name);
  }

  @Override
  public long bytes() {
    return files.bytes();
  }

  @Override
  public String sha256() {
    return files.sha256();
  }

  @Override
  public void release() {
    files.release();
  }

  @Override
  public void close() {
    files.close();
  }
}

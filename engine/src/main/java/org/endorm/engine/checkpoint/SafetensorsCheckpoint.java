package org.endorm.engine.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Weights in the safetensors format: one file, or shards that an index brings together. */
public final class SafetensorsCheckpoint implements Checkpoint {
  private final TensorFiles files;

  private SafetensorsCheckpoint(TensorFiles files) {
    this.files = files;
  }

  /** Opens a single {@code .safetensors} file. */
  public static SafetensorsCheckpoint openFile(Path path) {
    try (OpeningFiles opening = new OpeningFiles()) {
      TensorFile file = openTensors(opening, path);
      return opening.keep(new SafetensorsCheckpoint(TensorFiles.ofAll(path, List.of(file))));
    }
  }

  /**
   * Opens the shards that a {@code .safetensors.index.json} names, in its own folder; the tensors
   * are those that the index lists.
   */
  public static SafetensorsCheckpoint openIndex(Path index) {
    Map<String, String> shardOfTensor = SafetensorsIndex.read(index);
    try (OpeningFiles opening = new OpeningFiles()) {
      Map<String, TensorFile> shards = new LinkedHashMap<>();
      Map<String, TensorFile> holders = new LinkedHashMap<>();
      shardOfTensor.forEach(
          (name, shard) -> {
            TensorFile file =
                shards.computeIfAbsent(shard, s -> openTensors(opening, index.resolveSibling(s)));
            holders.put(name, holding(file, name));
          });
      List<TensorFile> inOrder = new ArrayList<>(shards.values());
      return opening.keep(new SafetensorsCheckpoint(new TensorFiles(index, inOrder, holders)));
    }
  }

  private static TensorFile openTensors(OpeningFiles opening, Path path) {
    MappedFile mapped = opening.map(path);
    SafetensorsHeader header = SafetensorsHeader.read(mapped);
    return new TensorFile(mapped, header.dataOffset(), header.tensors());
  }

  private static TensorFile holding(TensorFile file, String name) {
    if (!file.names().contains(name)) {
      throw MalformedCheckpointException.inTensor(
          file.mapped().path(), name, "is missing, though the index says that it is here");
    }
    return file;
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

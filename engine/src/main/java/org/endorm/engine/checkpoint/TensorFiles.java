package org.endorm.engine.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.endorm.engine.tensor.MappedPages;

/** The files of one checkpoint, and which of them holds which tensor. */
final class TensorFiles {
  private final Path path;
  private final List<MappedFile> mapped;
  private final Map<String, TensorFile> holders;
  private volatile String sha256 = "";

  /**
   * Files with the tensors that count.
   *
   * @param path what was opened, for messages
   * @param holders tensor names, each with the file that holds it
   */
  TensorFiles(Path path, List<TensorFile> files, Map<String, TensorFile> holders) {
    this.path = path;
    this.mapped = files.stream().map(TensorFile::mapped).toList();
    this.holders = Collections.unmodifiableMap(new LinkedHashMap<>(holders));
  }

  /**
   * All tensors of all files.
   *
   * @throws MalformedCheckpointException if two files hold a tensor of one name
   */
  static TensorFiles ofAll(Path path, List<TensorFile> files) {
    Map<String, TensorFile> holders = new LinkedHashMap<>();
    for (TensorFile file : files) {
      for (String name : file.names()) {
        if (holders.put(name, file) != null) {
          throw MalformedCheckpointException.inTensor(
              file.mapped().path(), name, "is also in another file of the set");
        }
      }
    }
    return new TensorFiles(path, files, holders);
  }

  Path path() {
    return path;
  }

  List<Path> paths() {
    return mapped.stream().map(MappedFile::path).toList();
  }

  Set<String> names() {
    return holders.keySet();
  }

  StoredTensor tensor(String name) {
    TensorFile holder = holders.get(name);
    StoredTensor tensor = holder == null ? null : holder.find(name);
    if (tensor == null) {
      throw MalformedCheckpointException.inTensor(path, name, "is missing");
    }
    return tensor;
  }

  long bytes() {
    return mapped.stream().mapToLong(MappedFile::size).sum();
  }

  String sha256() {
    if (sha256.isEmpty()) {
      sha256 = ContentHash.of(mapped);
    }
    return sha256;
  }

  void release() {
    mapped.forEach(file -> MappedPages.release(file.content()));
  }

  void close() {
    mapped.forEach(MappedFile::close);
  }
}

package org.endorm.engine.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A model's weights on disk, mapped into memory, tensors by name.
 *
 * <p>Opening reads and checks the headers only; tensor data is paged in by the operating system
 * when touched, and never copied to the heap. All methods may be called from any thread. A file
 * that is cut short by another process while it is mapped can't be told from bad memory: Java code
 * that reads past the new end throws {@link InternalError}, native code crashes the process. So
 * files are replaced (renamed over), never rewritten, while a model runs.
 */
public sealed interface Checkpoint extends AutoCloseable
    permits SafetensorsCheckpoint, GgufCheckpoint {

  /**
   * Opens a {@code .safetensors} file, an index ({@code .safetensors.index.json}), a {@code .gguf}
   * file (the first of a split set for all of them), or a folder that holds one of these.
   *
   * <p>In a folder {@code model.safetensors} comes first, then {@code
   * model.safetensors.index.json}, then the only {@code .gguf} (or split set).
   *
   * @throws UnreadableCheckpointException if nothing to open is there, or can't be read
   * @throws UnsupportedCheckpointException if it is a pickle, big endian, or of an unknown kind
   * @throws MalformedCheckpointException if a header contradicts itself or its file
   */
  static Checkpoint open(Path path) {
    return CheckpointLocator.open(path);
  }

  /** Whether a path names a GGUF file, or a folder of which {@link #open} would open one. */
  static boolean isGguf(Path path) {
    return CheckpointLocator.isGguf(path);
  }

  /** What was opened: the file, or the index of several. */
  Path path();

  /** Every file that holds weights. */
  List<Path> files();

  /** The names of all tensors, by position in the files or in the order of the index. */
  Set<String> names();

  boolean contains(String name);

  /**
   * The tensor of that name.
   *
   * @throws MalformedCheckpointException if there is none
   */
  StoredTensor tensor(String name);

  /** The bytes of all files together. */
  long bytes();

  /**
   * The content's SHA-256 in lower-case hex, computed at the first call: of the file itself where
   * there is one; where there are several, of the lines {@code <sha256> <file name>\n} (what {@code
   * sha256sum} prints) of all files of {@link #files()}, sorted by name.
   */
  String sha256();

  /** Lets go of all pages in memory; whoever reads on finds them as they were. */
  void release();

  /** Unmaps the files; every {@link StoredTensor} becomes unusable. Further calls do nothing. */
  @Override
  void close();
}

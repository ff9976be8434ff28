package org.endorm.engine.decoder;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.endorm.engine.tensor.MappedPages;
import org.endorm.engine.tensor.MappedPointer;
import org.endorm.engine.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The residual stream: the state of each row, shape [n, hidden], float32, which layers change in
 * place.
 *
 * <p>It lies in memory, or, where that would be much, in a file without a name: rows that have been
 * visited then leave this process's memory until they are visited again, so that a long row takes
 * no more of it than a short one.
 */
final class States implements AutoCloseable {
  /** Bytes from which on a row that is alone is worth a file. */
  static final long LARGE = 48 << 20;

  /** So many times its bytes have to be free where a file is made. */
  private static final int SPACE = 4;

  private static final int CHUNK = 1 << 20;

  private final Tensor rows;
  private final @Nullable MemorySegment file;
  private final @Nullable Arena arena;

  private States(Tensor rows, @Nullable MemorySegment file, @Nullable Arena arena) {
    this.rows = rows;
    this.file = file;
    this.arena = arena;
  }

  /** States that are there. */
  static States of(Tensor rows) {
    return new States(rows, null, null);
  }

  /** Room for n states in memory; belongs to the innermost scope. */
  static States inMemory(long n, long hidden) {
    return of(torch.empty(new long[] {n, hidden}, new TensorOptions(ScalarType.Float), null));
  }

  /**
   * Room for n states in a file, in the system's folder for such ({@code java.io.tmpdir}).
   *
   * @throws IOException if there is no place for it, or a file would not leave memory
   */
  static States inFile(long n, long hidden) throws IOException {
    if (!MappedPages.canBeReleased()) {
      throw new IOException("mapped pages stay in memory here");
    }
    Path path = Files.createTempFile("endorm-states-", null);
    Arena arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long bytes = Tensors.bytes(n * hidden);
      requireSpace(path, bytes);
      allocate(channel, bytes);
      MemorySegment file = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
      return new States(MappedPointer.tensor(file, ScalarType.Float, n, hidden), file, arena);
    } catch (Throwable e) {
      arena.close();
      throw e;
    } finally {
      Files.delete(path);
    }
  }

  /** So that nobody else's file meets a disk that this one has filled. */
  private static void requireSpace(Path path, long bytes) throws IOException {
    if (Files.getFileStore(path).getUsableSpace() < SPACE * bytes) {
      throw new IOException("too little space for " + bytes + " bytes beside " + path);
    }
  }

  /** Written, not only made longer: to write to a mapped page without a place ends the process. */
  private static void allocate(FileChannel channel, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
    for (long at = 0; at < bytes; at += zeros.limit()) {
      zeros.clear().limit((int) Math.min(CHUNK, bytes - at));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
    }
  }

  /** All of them. */
  Tensor rows() {
    return rows;
  }

  int count() {
    return Math.toIntExact(rows.size(0));
  }

  /** Some of them, to read and to change; {@link #visited} hears when that is over. */
  Tensor rows(long from, long count) {
    return rows.narrow(0, from, count);
  }

  /** Some of them need not be at hand for now. */
  void visited(long from, long count) {
    if (file != null) {
      long bytes = Tensors.bytes(rows.size(1));
      MappedPages.release(file.asSlice(from * bytes, count * bytes));
    }
  }

  /**
   * A copy of some of them, which were visited then.
   *
   * @param indexes in order, but for those that only fill up
   */
  Tensor select(int[] indexes) {
    Tensor selected = rows.index_select(0, Tensors.indexes(indexes));
    int last = Arrays.stream(indexes).max().orElseThrow();
    visited(indexes[0], last + 1 - indexes[0]);
    return selected;
  }

  /** Of no effect on states in memory, which belong to their scope. */
  @Override
  public void close() {
    if (arena != null) {
      rows.close();
      arena.close();
    }
  }
}

package org.endorm.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are appended and brought to disk as they come, so that whoever was killed goes on
 * after the last whole line; one writer at a time.
 */
final class LineFile implements AutoCloseable {
  private final FileChannel file;

  private LineFile(FileChannel file) {
    this.file = file;
  }

  /** Makes something of the line that was put down for an item; null if it was for another. */
  @FunctionalInterface
  interface LineReader<I, T> {
    @Nullable T read(String line, I item);
  }

  /**
   * Opens a file, and reads its whole lines from the first, a line for each item, until one is for
   * another item; that and all that follows is cut off.
   *
   * @param known gets what was read
   * @throws IOException if it cannot be used, or is in use
   */
  static <I, T> LineFile open(
      Path path, List<? extends I> items, LineReader<I, T> reader, List<T> known)
      throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(file);
      int end = takeOver(Files.readAllBytes(path), items, reader, known);
      file.truncate(end).position(end);
      return new LineFile(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static void lock(FileChannel file) throws IOException {
    try {
      if (file.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("another run of this process is at work there", e);
    }
    throw new IOException("another run is at work there");
  }

  /** Where the last line ends that was read. */
  private static <I, T> int takeOver(
      byte[] bytes, List<? extends I> items, LineReader<I, T> reader, List<T> known) {
    int end = 0;
    for (I item : items) {
      int to = lineEnd(bytes, end);
      String line = new String(bytes, end, Math.max(0, to - end), StandardCharsets.UTF_8);
      T read = to == 0 ? null : reader.read(line, item);
      if (read == null) {
        return end;
      }
      known.add(read);
      end = to;
    }
    return end;
  }

  /** Behind the end of the line that begins here; 0 if it has none. */
  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  /** Appends lines. */
  void add(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

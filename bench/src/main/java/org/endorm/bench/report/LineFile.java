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
import java.util.function.Predicate;

/**
 * Lines that are appended and brought to disk as they come, so that whoever was killed goes on
 * after the last whole line; one writer at a time.
 */
final class LineFile implements AutoCloseable {
  private final FileChannel file;

  private LineFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens a file, and hands on its whole lines from the first, until one is not taken; that and all
   * that follows is cut off.
   *
   * @throws IOException if it cannot be used, or is in use
   */
  static LineFile open(Path path, Predicate<String> line) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(file);
      int end = takeOver(Files.readAllBytes(path), line);
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

  /** Where the last line ends that was taken. */
  private static int takeOver(byte[] bytes, Predicate<String> line) {
    int end = 0;
    for (int to = lineEnd(bytes, 0); to > 0; to = lineEnd(bytes, end)) {
      if (!line.test(new String(bytes, end, to - end, StandardCharsets.UTF_8))) {
        return end;
      }
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

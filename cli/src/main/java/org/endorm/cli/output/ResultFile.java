package org.endorm.cli.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.endorm.scoring.catalogue.IoReason;
import org.jspecify.annotations.Nullable;

/**
 * A file of results, one line a row.
 *
 * <p>The record of the run is on the disk before the first line is. Lines are forced to the disk
 * batch by batch, so that a kill loses none; a half-written one is cut off by the next run. Only
 * one process writes at a time.
 */
public final class ResultFile implements ResultSink {
  /** The fact that names how much of a stream the results are of. */
  public static final String STREAM = "stream";

  private final Path out;
  private final FileChannel channel;
  private final FileLock lock;
  private final RunRecord record;
  private final FinishedLines before;
  private long size;
  private long rows;
  private boolean sealed;

  private ResultFile(
      Path out, FileChannel channel, FileLock lock, RunRecord record, FinishedLines before) {
    this.out = out;
    this.channel = channel;
    this.lock = lock;
    this.record = record;
    this.before = before;
    this.size = before.bytes();
    this.rows = before.rows();
  }

  /**
   * Refuses what cannot become a results file, before anything is computed.
   *
   * @param input the file that is read, which must not be written over; null where none
   */
  public static void check(Path out, @Nullable Path input, OutputMode mode) {
    try {
      if (Files.isDirectory(out)) {
        throw new OutputException(out + " is a directory");
      }
      Path folder = out.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new OutputException(out + " cannot be written: there is no folder " + folder);
      }
      if (input != null && Files.exists(out) && Files.isSameFile(out, input)) {
        throw new OutputException(out + " is the input itself");
      }
      if (mode == OutputMode.RESUME && Files.exists(out) && !isRegular(out)) {
        throw new OutputException(out + " is no file that could be gone on with");
      }
      if (!Files.isWritable(Files.exists(out) ? out : folder)) {
        throw new OutputException(out + " cannot be written: no permission");
      }
      if (mode == OutputMode.FRESH && isRegular(out)) {
        throw new OutputException(
            out + " is there already: --resume goes on with it, --force writes over it");
      }
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  /** Whether it is a file that can be gone on with, not a device or a pipe. */
  public static boolean isRegular(Path out) {
    return Files.isRegularFile(out);
  }

  /**
   * Opens a results file.
   *
   * @throws OutputException if it cannot be written, or another run's results must not be gone on
   *     with
   */
  public static ResultFile open(Path out, RunRecord record, OutputMode mode) {
    try {
      FileChannel channel =
          FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = lock(channel, out);
        boolean goesOn = mode == OutputMode.RESUME && channel.size() > 0;
        FinishedLines before = goesOn ? finished(out, record) : start(out, record, channel);
        channel.truncate(before.bytes());
        channel.position(before.bytes());
        return new ResultFile(out, channel, lock, record, before);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  private static FinishedLines finished(Path out, RunRecord now) throws IOException {
    RunRecord then = RunRecord.read(out);
    if (then == null) {
      throw new OutputException(
          "%s cannot be gone on with: %s, which says how it was made, is missing; --force starts anew"
              .formatted(out, RunRecord.beside(out).getFileName()));
    }
    String difference = then.difference(now);
    if (difference != null) {
      throw new OutputException(
          "%s cannot be gone on with: %s; --force starts anew".formatted(out, difference));
    }
    now.facts().set(STREAM, then.facts().get(STREAM));
    return FinishedLines.of(out);
  }

  /** Empties before it records: a kill in between leaves no results beside a record of others. */
  private static FinishedLines start(Path out, RunRecord record, FileChannel channel)
      throws IOException {
    channel.truncate(0);
    channel.force(true);
    record.write(out);
    return new FinishedLines(0, 0, 0);
  }

  private static FileLock lock(FileChannel channel, Path out) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new OutputException(out + " is being written by this very process", e);
    }
    if (lock == null) {
      throw new OutputException(out + " is being written by another process");
    }
    return lock;
  }

  @Override
  public long rowsBefore() {
    return before.rows();
  }

  @Override
  public long failedBefore() {
    return before.failed();
  }

  /** The facts of this run, and of the earlier one the stream it read. */
  public RunRecord record() {
    return record;
  }

  @Override
  public synchronized void write(List<String> lines, String readSoFar) {
    if (sealed) {
      return;
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      size += length;
      rows += lines.size();
      remember(readSoFar);
    } catch (IOException e) {
      cutBack(e);
      throw failed(out, e);
    }
  }

  private void remember(String readSoFar) throws IOException {
    if (!readSoFar.isEmpty()) {
      record.facts().putObject(STREAM).put("rows", rows).put("sha256", readSoFar);
      record.write(out);
    }
  }

  /** No half line stays where a disk is full. */
  private void cutBack(IOException first) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      first.addSuppressed(e);
    }
  }

  /** Takes no more lines, whatever other threads still do; for a process on its way out. */
  public synchronized void seal() {
    sealed = true;
  }

  private static OutputException failed(Path out, IOException e) {
    return new OutputException(out + " cannot be written: " + IoReason.of(e), e);
  }

  @Override
  public synchronized void close() {
    sealed = true;
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw failed(out, e);
    }
  }
}

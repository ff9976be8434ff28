package org.endorm.scoring.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of traces of one model run one way, found by what they are traces of.
 *
 * <p>Each process appends to a file of its own, so none waits for another, and a kill leaves at
 * most one half-written record, which whoever opens the folder next leaves out. Only places are
 * kept in memory; a damaged record counts as absent.
 */
public final class TraceStore implements AutoCloseable {
  private static final byte[] HEADER = "endorm-traces-2\n".getBytes(StandardCharsets.US_ASCII);
  private static final String ENDING = ".traces";

  private record Place(FileChannel file, long offset, int length, int top) {
    int size() {
      return Math.toIntExact(TraceRecord.size(length, top));
    }
  }

  private final Path folder;
  private final Map<TraceKey, Place> places = new HashMap<>();
  private final List<FileChannel> open = new ArrayList<>();
  private @Nullable FileChannel own;

  private TraceStore(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the store for whatever an identity names.
   *
   * @param root where stores lie
   * @param identity everything a trace's numbers depend on besides its ids and α
   * @throws TraceCacheException if it cannot be read
   */
  public static TraceStore open(Path root, String identity) {
    Path folder = root.resolve(hash(identity));
    TraceStore store = new TraceStore(folder);
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
          store.index(file);
        }
      }
      return store;
    } catch (IOException e) {
      store.close();
      throw new TraceCacheException(folder, "cannot be read", e);
    }
  }

  private static String hash(String identity) {
    try {
      byte[] bytes = identity.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, TraceKey.BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void index(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    open.add(file);
    long size = file.size();
    if (size < HEADER.length || !read(file, 0, HEADER.length).equals(ByteBuffer.wrap(HEADER))) {
      return;
    }
    for (long at = HEADER.length; at + TraceRecord.HEAD <= size; ) {
      ByteBuffer start = read(file, at, TraceRecord.HEAD);
      Place place = new Place(file, at, start.getInt(), start.getInt());
      if (!isPossible(place.length(), place.top(), size - at)) {
        return;
      }
      note(new TraceKey(start.getLong(), start.getLong()), place);
      at += place.size();
    }
  }

  private static boolean isPossible(int length, int top, long room) {
    return length >= 1
        && length <= TraceRecord.LONGEST
        && top >= TraceRecord.NO_STATES
        && top <= TraceRecord.MOST_TOP
        && TraceRecord.size(length, top) <= Math.min(room, Integer.MAX_VALUE);
  }

  /** Of two records of one trace that with more statistics counts. */
  private void note(TraceKey key, Place place) {
    places.merge(key, place, (old, fresh) -> fresh.top() >= old.top() ? fresh : old);
  }

  private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("the file has become shorter");
      }
    }
    return bytes.flip();
  }

  /** What is kept under a key, null if there is nothing. */
  synchronized @Nullable TraceRecord find(TraceKey key) {
    Place place = places.get(key);
    if (place == null) {
      return null;
    }
    try {
      ByteBuffer bytes = read(place.file(), place.offset(), place.size());
      TraceRecord record = TraceRecord.read(bytes);
      if (record == null || !record.key().equals(key)) {
        places.remove(key);
        return null;
      }
      return record;
    } catch (IOException e) {
      throw new TraceCacheException(folder, "cannot be read", e);
    }
  }

  /** Keeps a trace. */
  synchronized void keep(TraceRecord record) {
    try {
      FileChannel file = ownFile();
      long at = file.size();
      ByteBuffer bytes = record.bytes();
      while (bytes.hasRemaining()) {
        file.write(bytes, at + bytes.position());
      }
      note(record.key(), new Place(file, at, record.trace().length(), record.top()));
    } catch (IOException e) {
      throw new TraceCacheException(folder, "cannot be written", e);
    }
  }

  private FileChannel ownFile() throws IOException {
    FileChannel file = own;
    if (file == null) {
      String name = ProcessHandle.current().pid() + "-" + System.nanoTime() + ENDING;
      file =
          FileChannel.open(
              folder.resolve(name),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      open.add(file);
      file.write(ByteBuffer.wrap(HEADER), 0);
      own = file;
    }
    return file;
  }

  /** How many traces there are. */
  public synchronized int size() {
    return places.size();
  }

  @Override
  public synchronized void close() {
    for (FileChannel file : open) {
      try {
        file.close();
      } catch (IOException e) {
        throw new TraceCacheException(folder, "cannot be closed", e);
      }
    }
  }
}

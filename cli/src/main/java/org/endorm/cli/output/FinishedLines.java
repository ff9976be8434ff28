package org.endorm.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole lines at the beginning of a results file.
 *
 * @param bytes where the last of them ends
 * @param rows how many there are
 * @param failed how many are error rows
 */
record FinishedLines(long bytes, long rows, long failed) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /**
   * Reads a results file through.
   *
   * @throws OutputException if a whole line of it is no result
   */
  static FinishedLines of(Path out) throws IOException {
    long bytes = 0;
    long rows = 0;
    long failed = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(out))) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        failed += isError(line.toByteArray(), out, rows) ? 1 : 0;
        rows++;
        bytes += line.size() + 1;
        line.reset();
      }
    }
    return new FinishedLines(bytes, rows, failed);
  }

  private static boolean isError(byte[] line, Path out, long row) {
    try (JsonParser parser = JSON.createParser(line)) {
      boolean error = false;
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          error |= parser.currentName().equals("error");
          parser.nextToken();
          parser.skipChildren();
        }
        return error;
      }
    } catch (IOException e) {
      throw new OutputException(
          out + ": line " + (row + 1) + " is no result; --force starts anew", e);
    }
    throw new OutputException(out + ": line " + (row + 1) + " is no result; --force starts anew");
  }
}

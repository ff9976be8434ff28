package org.endorm.scoring.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/** Writes one line of JSON, without the newline, that any UTF-8 file can hold. */
public final class LineWriter {
  private static final JsonFactory JSON = RowJson.MAPPER.getFactory();

  private LineWriter() {}

  /** Fills in an object. */
  @FunctionalInterface
  public interface Fields {
    /** Writes them into the open object. */
    void write(JsonGenerator json) throws IOException;
  }

  /** The line of a row: its id, then the fields. */
  public static String line(JsonNode id, Fields fields) {
    return line(
        json -> {
          json.writeFieldName("id");
          RowJson.MAPPER.writeTree(json, id);
          fields.write(json);
        });
  }

  /** A line of these fields alone. */
  public static String line(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return escapeLoneSurrogates(text.toString());
  }

  /** An id may hold what no UTF-8 text can; JSON can still say it. */
  private static String escapeLoneSurrogates(String line) {
    StringBuilder safe = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < line.length()
              && Character.isLowSurrogate(line.charAt(i + 1));
      if (pair || !Character.isSurrogate(c)) {
        append(safe, c);
        if (pair) {
          append(safe, line.charAt(++i));
        }
        continue;
      }
      if (safe == null) {
        safe = new StringBuilder(line.substring(0, i));
      }
      safe.append("\\u%04x".formatted((int) c));
    }
    return safe == null ? line : safe.toString();
  }

  private static void append(@Nullable StringBuilder safe, char c) {
    if (safe != null) {
      safe.append(c);
    }
  }
}

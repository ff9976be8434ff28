package org.endorm.cli.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/** A JSON file: an array of rows, or rows one after another; read element by element. */
final class JsonFile implements RowSource {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String name;
  private final JsonParser parser;
  private boolean inArray;
  private boolean started;
  private long number = -1;

  JsonFile(InputStream in, String name) {
    this.name = name;
    try {
      this.parser = RowJson.parser(reader(in));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Reader reader(InputStream in) throws IOException {
    var strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    Reader reader = new BufferedReader(new InputStreamReader(in, strict));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  @Override
  public @Nullable InputRow next() {
    try {
      JsonToken token = parser.nextToken();
      if (!started) {
        started = true;
        inArray = token == JsonToken.START_ARRAY;
        token = inArray ? parser.nextToken() : token;
      }
      if (inArray && token == JsonToken.END_ARRAY) {
        requireEnd();
        return null;
      }
      return token == null ? end() : row(parser.readValueAsTree());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private InputRow row(JsonNode node) {
    number++;
    try {
      return new InputRow.Parsed(number, RowJson.object(node), node.toString());
    } catch (RowException e) {
      return new InputRow.Broken(number, e, true);
    }
  }

  private void requireEnd() throws IOException {
    if (parser.nextToken() != null) {
      throw new InputException(name + " does not parse as JSON: there is more after its array");
    }
  }

  private @Nullable InputRow end() {
    if (inArray) {
      throw new InputException(name + " does not parse as JSON: its array does not end");
    }
    return null;
  }

  private InputException failed(IOException e) {
    return switch (e) {
      case CharacterCodingException coding -> new InputException(name + " is not UTF-8", coding);
      case JsonProcessingException json ->
          new InputException(
              "%s does not parse as JSON: %s%s".formatted(name, line(json), RowJson.reason(json)),
              json);
      default -> new InputException(name + " cannot be read: " + e.getMessage(), e);
    };
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
  }

  @Override
  public String readSoFar() {
    throw new InputException(
        name + " cannot be read twice, so that no later run could go on with it");
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}

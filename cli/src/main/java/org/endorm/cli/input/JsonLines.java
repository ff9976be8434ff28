package org.endorm.cli.input;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowException.Kind;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line. Blank lines are skipped, but counted.
 *
 * <p>Lines that are no JSON are held back until one is: a file without any is no input at all, and
 * nothing should have come of it by then.
 */
final class JsonLines implements RowSource {
  /** After so many lines the file is taken for what it claims to be. */
  private static final int HELD = 10_000;

  private final LineReader lines;
  private final String name;
  private final Queue<InputRow> held = new ArrayDeque<>();
  private boolean decided;
  private boolean any;

  JsonLines(InputStream in, String name) {
    this.lines = new LineReader(in, name);
    this.name = name;
  }

  @Override
  public @Nullable InputRow next() {
    while (!decided) {
      decide();
    }
    InputRow row = held.poll();
    return row != null ? row : read();
  }

  private void decide() {
    InputRow row = read();
    if (row != null) {
      held.add(row);
      decided = isJson(row) || held.size() >= HELD;
      return;
    }
    if (!any) {
      throw new InputException(name + " is empty");
    }
    throw new InputException("no line of " + name + " is JSON");
  }

  private static boolean isJson(InputRow row) {
    return !(row instanceof InputRow.Broken broken) || broken.json();
  }

  private @Nullable InputRow read() {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (lines.tooLong()) {
        any = true;
        String why = "the line is longer than %,d bytes".formatted(LineReader.LONGEST);
        // It may well be JSON, so a file of such lines is rows that fail, not no input.
        return new InputRow.Broken(lines.number(), new RowException(Kind.TOO_LONG, why), true);
      }
      if (!isBlank(line)) {
        any = true;
        return parse(line);
      }
    }
    return null;
  }

  private InputRow parse(String line) {
    try {
      return new InputRow.Parsed(lines.number(), RowJson.object(line), line);
    } catch (RowException e) {
      return new InputRow.Broken(lines.number(), e, e.kind() == Kind.NOT_AN_OBJECT);
    }
  }

  private static boolean isBlank(String line) {
    return line.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r');
  }

  /** Of the lines read ahead to decide what this is, the hash is that of all of them. */
  @Override
  public String readSoFar() {
    return lines.readSoFar();
  }

  @Override
  public void close() {
    lines.close();
  }
}

package org.endorm.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.endorm.engine.decoder.Decoder;
import org.endorm.engine.decoder.Forest;
import org.endorm.engine.decoder.LogitStatistics;
import org.endorm.engine.decoder.Readout;
import org.endorm.engine.decoder.Segment;
import org.endorm.testkit.TinyModels;

/** Golden rows as forests: alone, several in a pack, or sharing their beginning. */
final class TinyRows {
  private TinyRows() {}

  static int[] ids(TinyModels.Case row) {
    int[] ids = new int[row.prompt().length + row.response().length];
    System.arraycopy(row.prompt(), 0, ids, 0, row.prompt().length);
    System.arraycopy(row.response(), 0, ids, row.prompt().length, row.response().length);
    return ids;
  }

  /** Every response token, asked of the row's own segment. */
  private static void ask(TinyModels.Case row, int segment, List<Readout> readouts) {
    for (int t = 0; t < row.response().length; t++) {
      readouts.add(new Readout(segment, row.prompt().length - 1 + t, row.response()[t]));
    }
  }

  /** The numbers of one row, computed alone. */
  static LogitStatistics alone(Decoder decoder, TinyModels.Case row, double alpha) {
    return together(decoder, List.of(row), alpha).getFirst();
  }

  /** The numbers of rows of one length kind, computed in one pack, in their order. */
  static List<LogitStatistics> together(Decoder decoder, List<TinyModels.Case> rows, double alpha) {
    List<Segment> segments = new ArrayList<>();
    List<Readout> readouts = new ArrayList<>();
    for (TinyModels.Case row : rows) {
      ask(row, segments.size(), readouts);
      segments.add(new Segment(Segment.ROOT, 0, ids(row)));
    }
    Forest forest = new Forest(segments, readouts, kind(decoder, rows.getFirst()));
    return split(decoder.read(forest, alpha), rows);
  }

  /** The numbers of rows that begin with one prompt, which is computed once. */
  static List<LogitStatistics> sharing(Decoder decoder, List<TinyModels.Case> rows, double alpha) {
    List<Segment> segments = new ArrayList<>();
    List<Readout> readouts = new ArrayList<>();
    int[] prompt = rows.getFirst().prompt();
    segments.add(new Segment(Segment.ROOT, 0, prompt));
    for (TinyModels.Case row : rows) {
      int[] response = row.response();
      readouts.add(new Readout(0, prompt.length - 1, response[0]));
      for (int t = 1; t < response.length; t++) {
        readouts.add(new Readout(segments.size(), t - 1, response[t]));
      }
      segments.add(new Segment(0, prompt.length, response));
    }
    Forest forest = new Forest(segments, readouts, kind(decoder, rows.getFirst()));
    return split(decoder.read(forest, alpha), rows);
  }

  static Forest.RowLength kind(Decoder decoder, TinyModels.Case row) {
    return decoder.spec().rowLength(row.prompt().length + row.response().length);
  }

  private static List<LogitStatistics> split(LogitStatistics all, List<TinyModels.Case> rows) {
    List<LogitStatistics> parts = new ArrayList<>();
    int from = 0;
    for (TinyModels.Case row : rows) {
      int to = from + row.response().length;
      parts.add(
          new LogitStatistics(
              Arrays.copyOfRange(all.q(), from, to), Arrays.copyOfRange(all.v(), from, to)));
      from = to;
    }
    return parts;
  }
}

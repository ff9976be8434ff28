package org.endorm.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.endorm.bench.Matrix;
import org.endorm.bench.statistics.Calibration;
import org.endorm.bench.statistics.Interval;
import org.endorm.bench.statistics.LengthEffect;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a {@code result.json} as {@link ResultJson} has written them; NaN where there is null.
 */
final class ResultReader {
  private ResultReader() {}

  static double number(JsonNode node, String field) {
    return node.path(field).asDouble(Double.NaN);
  }

  static Interval interval(JsonNode node, String field) {
    JsonNode interval = node.path(field);
    return interval.size() == 2
        ? new Interval(interval.path(0).asDouble(), interval.path(1).asDouble())
        : Interval.UNKNOWN;
  }

  /** The matrix of a judge or domain, null if there is none. */
  static @Nullable Matrix matrix(JsonNode node) {
    JsonNode rows = node.path("matrix");
    if (!rows.isArray()) {
      return null;
    }
    double[][] cells = new double[rows.size()][];
    for (int row = 0; row < cells.length; row++) {
      cells[row] = new double[rows.get(row).size()];
      for (int column = 0; column < cells[row].length; column++) {
        cells[row][column] = rows.get(row).get(column).asDouble(Double.NaN);
      }
    }
    return new Matrix(
        node.path("matrix_row_title").asText(),
        texts(node.path("matrix_rows")),
        node.path("matrix_column_title").asText(),
        texts(node.path("matrix_columns")),
        cells,
        node.path("matrix_contest").asBoolean());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** What a judge's figures say of length, null if they say nothing. */
  static @Nullable LengthEffect length(JsonNode judge) {
    JsonNode node = judge.path("length");
    if (!node.isObject()) {
      return null;
    }
    List<LengthEffect.Bin> curve = new ArrayList<>();
    for (JsonNode bin : node.path("curve")) {
      int n = bin.path("n").asInt();
      curve.add(new LengthEffect.Bin(number(bin, "difference"), number(bin, "accuracy"), n));
    }
    return new LengthEffect(
        number(node, "longer_is_better"),
        number(node, "picks_longer"),
        number(node, "decided_by_length"),
        number(node, "accuracy_better_longer"),
        number(node, "accuracy_better_shorter"),
        curve);
  }

  /** A judge's calibration, null if its figures hold none. */
  static @Nullable Calibration calibration(JsonNode judge) {
    JsonNode node = judge.path("calibration");
    if (!node.isObject()) {
      return null;
    }
    List<Calibration.Bin> curve = new ArrayList<>();
    for (JsonNode bin : node.path("curve")) {
      int n = bin.path("n").asInt();
      curve.add(new Calibration.Bin(number(bin, "confidence"), number(bin, "accuracy"), n));
    }
    double t = node.path("t").isNull() ? Double.POSITIVE_INFINITY : number(node, "t");
    return new Calibration(t, number(node, "ece"), number(node, "ece_unscaled"), curve);
  }
}

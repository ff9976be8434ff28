package org.endorm.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SequencedMap;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Matrix;
import org.endorm.bench.data.DataFault;
import org.endorm.bench.data.DataFile;
import org.endorm.bench.statistics.Calibration;
import org.endorm.bench.statistics.Interval;
import org.endorm.bench.statistics.LengthEffect;
import org.endorm.bench.statistics.Ties;

/** A run's figures as JSON; a figure that there is not is null. */
public final class ResultJson {
  /** Damaged rows that are named; the rest are counted. */
  private static final int NAMED_FAULTS = 100;

  private ResultJson() {}

  /** The content of {@code result.json}. */
  public static ObjectNode of(BenchReport report) {
    ObjectNode json = object();
    json.put("benchmark", report.benchmark().name());
    json.put("model", report.provenance().model());
    ObjectNode judges = json.putObject("judges");
    report.judges().forEach((name, judge) -> judges.set(name, judge(judge)));
    ArrayNode differences = json.putArray("differences");
    report.differences().forEach(difference -> differences.add(difference(difference)));
    json.put("damaged", report.data().faults().size());
    ArrayNode faults = json.putArray("faults");
    report.data().faults().stream()
        .limit(NAMED_FAULTS)
        .map(DataFault::toString)
        .forEach(faults::add);
    ArrayNode files = json.putArray("files");
    report.data().files().forEach(file -> files.add(file(file)));
    ObjectNode provenance = json.putObject("provenance");
    report.provenance().facts().forEach(provenance::put);
    return json;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode judge(JudgeReport judge) {
    ObjectNode json = object();
    number(json, "overall", judge.score().overall());
    interval(json, "interval", judge.overall());
    json.put("n", judge.score().n());
    ArrayNode missing = json.putArray("missing");
    judge.score().missing().forEach(missing::add);
    json.put("failed", judge.refused());
    more(json, judge.score().more());
    if (judge.score().matrix() != null) {
      matrix(json, judge.score().matrix());
    }
    ObjectNode domains = json.putObject("domains");
    judge
        .score()
        .domains()
        .forEach((name, domain) -> domains.set(name, domain(domain, judge.domains().get(name))));
    if (judge.comparing() != null) {
      number(json, "length_regressed", judge.comparing().lengthRegressed());
      interval(json, "length_regressed_interval", judge.comparing().lengthRegressedInterval());
      json.set("comparisons", comparisons(judge.comparing().ties()));
      json.set("length", length(judge.comparing().length()));
      json.set("calibration", calibration(judge.comparing().calibration()));
    }
    return json;
  }

  private static ObjectNode domain(DomainScore domain, Interval interval) {
    ObjectNode json = object();
    number(json, "accuracy", domain.accuracy());
    interval(json, "interval", interval);
    json.put("n", domain.n());
    more(json, domain.more());
    if (domain.matrix() != null) {
      matrix(json, domain.matrix());
    }
    return json;
  }

  private static void more(ObjectNode json, SequencedMap<String, Double> more) {
    more.forEach((name, value) -> number(json, name, value));
  }

  private static void matrix(ObjectNode json, Matrix matrix) {
    ArrayNode rows = json.putArray("matrix");
    for (double[] row : matrix.cells()) {
      ArrayNode cells = rows.addArray();
      for (double cell : row) {
        if (Double.isFinite(cell)) {
          cells.add(cell);
        } else {
          cells.addNull();
        }
      }
    }
    ArrayNode names = json.putArray("matrix_rows");
    matrix.rows().forEach(names::add);
    ArrayNode columns = json.putArray("matrix_columns");
    matrix.columns().forEach(columns::add);
    json.put("matrix_row_title", matrix.rowTitle())
        .put("matrix_column_title", matrix.columnTitle());
    json.put("matrix_contest", matrix.contest());
  }

  private static ObjectNode comparisons(Ties ties) {
    ObjectNode json = object().put("n", ties.comparisons()).put("won", ties.won());
    json.put("tied", ties.tied()).put("silent", ties.silent());
    number(json, "accuracy", ties.strict());
    number(json, "accuracy_ties_half", ties.half());
    return json;
  }

  private static ObjectNode length(LengthEffect length) {
    ObjectNode json = object();
    number(json, "longer_is_better", length.longerIsBetter());
    number(json, "picks_longer", length.picksLonger());
    number(json, "decided_by_length", length.decidedByLength());
    number(json, "accuracy_better_longer", length.whenLonger());
    number(json, "accuracy_better_shorter", length.whenShorter());
    ArrayNode curve = json.putArray("curve");
    for (LengthEffect.Bin bin : length.curve()) {
      ObjectNode node = curve.addObject().put("difference", bin.difference());
      node.put("accuracy", bin.accuracy()).put("n", bin.n());
    }
    return json;
  }

  private static ObjectNode calibration(Calibration calibration) {
    ObjectNode json = object();
    number(json, "t", calibration.scale());
    number(json, "ece", calibration.ece());
    number(json, "ece_unscaled", calibration.raw());
    ArrayNode curve = json.putArray("curve");
    for (Calibration.Bin bin : calibration.bins()) {
      ObjectNode node = curve.addObject().put("confidence", bin.confidence());
      node.put("accuracy", bin.accuracy()).put("n", bin.n());
    }
    return json;
  }

  private static ObjectNode difference(BenchReport.Difference difference) {
    ObjectNode json = object().put("first", difference.first()).put("second", difference.second());
    number(json, "by", difference.by());
    interval(json, "interval", difference.interval());
    json.put("only_first", difference.test().onlyFirst());
    json.put("only_second", difference.test().onlySecond());
    number(json, "mcnemar_p", difference.test().p());
    number(json, "mcnemar_p_holm", difference.holm());
    return json;
  }

  private static ObjectNode file(DataFile file) {
    return object().put("name", file.name()).put("sha256", file.sha256()).put("rows", file.rows());
  }

  private static void interval(ObjectNode json, String field, Interval interval) {
    if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
      json.putArray(field).add(interval.low()).add(interval.high());
    } else {
      json.putNull(field);
    }
  }

  private static void number(ObjectNode json, String field, double value) {
    if (Double.isFinite(value)) {
      json.put(field, value);
    } else {
      json.putNull(field);
    }
  }
}

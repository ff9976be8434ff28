package org.endorm.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.endorm.bench.BenchmarkData;
import org.endorm.bench.data.DataFile;
import org.endorm.bench.report.BenchReport;
import org.endorm.bench.report.Provenance;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run's numbers depend on, as its page shows it and as a resumed run compares it.
 */
final class BenchFacts {
  private static final String COMMAND = "command";

  static final String NOW = "now";
  static final String CLOCK = "now is the clock";

  private BenchFacts() {}

  static Provenance provenance(
      ModelFacts model,
      LoadOptions load,
      ScoringOptions options,
      BenchOptions bench,
      String command) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(COMMAND, command);
    facts.put("model sha256", told(model.sha256()));
    facts.put("template sha256", told(model.templateSha256()));
    facts.put("settings sha256", told(model.settingsSha256()));
    facts.put("dtype", told(Objects.toString(model.dtype(), null)));
    facts.put("α", Double.toString(load.alpha()));
    facts.put("aggregate", aggregate(options));
    facts.put("system", told(options.system));
    facts.put(NOW, model.now());
    facts.put("invariant", Boolean.toString(load.invariant()));
    facts.put("judges", String.join(", ", bench.judges()));
    facts.put(
        "reference", bench.reference == null ? "none" : bench.reference + ", β " + bench.beta);
    facts.put("classifier", told(bench.classifier));
    facts.put("domain system", bench.domainSystem);
    facts.put("written answers", bench.writing.toString());
    facts.put("offset", Long.toString(bench.offset));
    facts.put("limit", bench.limit == null ? "none" : bench.limit.toString());
    facts.put("bootstrap", bench.replicates + " resamples, seed " + BenchReport.SEED);
    facts.put("version", EndormVersion.TEXT);
    facts.put("numerics", String.valueOf(EndormVersion.NUMERICS));
    return new Provenance(options.model, sample(bench), facts);
  }

  private static String told(@Nullable String fact) {
    return fact == null ? "none" : fact;
  }

  private static String aggregate(ScoringOptions options) {
    String gamma = options.gamma == null ? "" : ", γ " + options.gamma;
    String floor = options.floor == null ? "" : ", floor " + options.floor;
    return options.aggregate + gamma + floor;
  }

  private static @Nullable String sample(BenchOptions bench) {
    String after = bench.offset == 0 ? "" : " after the first " + bench.offset;
    if (bench.limit != null) {
      return "at most " + bench.limit + " prompts of each file" + after;
    }
    return bench.offset == 0 ? null : "the prompts of each file" + after;
  }

  /**
   * What must be the same for a run to go on.
   *
   * @param clock whether the time is the clock's and not the user's
   */
  static ObjectNode identity(
      String benchmark, Provenance provenance, BenchmarkData data, boolean clock) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode().put("benchmark", benchmark);
    provenance.facts().forEach(identity::put);
    identity.remove(COMMAND); // Other paths may lead to the same data.
    identity.put(CLOCK, clock);
    for (DataFile file : data.files()) {
      identity.put("data " + file.name(), file.sha256());
    }
    return identity;
  }
}

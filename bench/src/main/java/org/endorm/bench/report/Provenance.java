package org.endorm.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run's numbers depend on besides its data.
 *
 * @param model as the user named it
 * @param sample which of the benchmark's prompts these are, null for all
 * @param facts hashes, options and version by name, in the order in which they are shown
 */
public record Provenance(
    String model, @Nullable String sample, SequencedMap<String, String> facts) {
  public Provenance {
    facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
  }
}

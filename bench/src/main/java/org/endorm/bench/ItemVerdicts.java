package org.endorm.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What all judges made of one item.
 *
 * @param item its key
 * @param verdicts by judge
 * @param refusals where a judge gave no number, and why
 */
public record ItemVerdicts(
    String item, SequencedMap<String, Verdict> verdicts, List<Refusal> refusals) {
  public ItemVerdicts {
    verdicts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(verdicts));
    refusals = List.copyOf(refusals);
  }
}

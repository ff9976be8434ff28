package org.endorm.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * What the judges made of a benchmark's items.
 *
 * @param verdicts by judge, in the order of the items
 */
public record Outcome(
    List<Item.Answered> items,
    SequencedMap<String, List<Verdict>> verdicts,
    List<Refusal> refusals) {
  /** One judge's verdicts with their items. */
  public List<Judged> of(String judge) {
    List<Verdict> own = verdicts.get(judge);
    List<Judged> judged = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      judged.add(new Judged(items.get(i), own.get(i)));
    }
    return judged;
  }

  public List<String> judges() {
    return List.copyOf(verdicts.sequencedKeySet());
  }

  /** How many refusals a judge made. */
  public long refusals(String judge) {
    return refusals.stream().filter(r -> r.judge().equals(judge)).count();
  }
}

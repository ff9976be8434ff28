package org.endorm.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.endorm.bench.DomainScore;
import org.endorm.bench.Judged;
import org.endorm.bench.Score;

/**
 * Judged items by a part of the benchmark, in the protocol's order, and the parts that lack items.
 */
record Domains(SequencedMap<String, List<Judged>> parts, List<String> missing) {
  /** Sorts items by domain: the known ones first, in order, then others as they come. */
  static Domains of(List<Judged> judged, List<String> known) {
    return by(judged, known, one -> one.item().domain());
  }

  static Domains by(List<Judged> judged, List<String> known, Function<Judged, String> part) {
    SequencedMap<String, List<Judged>> parts = new LinkedHashMap<>();
    known.forEach(name -> parts.put(name, new ArrayList<>()));
    judged.forEach(one -> parts.computeIfAbsent(part.apply(one), n -> new ArrayList<>()).add(one));
    List<String> missing = known.stream().filter(name -> parts.get(name).isEmpty()).toList();
    missing.forEach(parts::remove);
    return new Domains(parts, missing);
  }

  /** The plain mean of what a figure says of each part. */
  Score score(Function<List<Judged>, DomainScore> figure) {
    return Score.meanOf(scores(figure), missing, size());
  }

  SequencedMap<String, DomainScore> scores(Function<List<Judged>, DomainScore> figure) {
    SequencedMap<String, DomainScore> scores = new LinkedHashMap<>();
    parts.forEach((name, items) -> scores.put(name, figure.apply(items)));
    return scores;
  }

  int size() {
    return parts.values().stream().mapToInt(List::size).sum();
  }
}

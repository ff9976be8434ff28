package org.endorm.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one judge in one benchmark.
 *
 * @param overall the protocol's single figure; NaN if there was no item
 * @param n prompts
 * @param missing domains of the published benchmark of which there was no item
 * @param domains in the protocol's order
 * @param more further figures by name
 */
public record Score(
    double overall,
    int n,
    List<String> missing,
    SequencedMap<String, DomainScore> domains,
    SequencedMap<String, Double> more,
    @Nullable Matrix matrix) {
  /** Further figures that are no shares. */
  private static final Set<String> NUMBERS =
      Set.of("threshold", "n_held_out", "columns_won_by_diagonal", "margin");

  public Score {
    missing = List.copyOf(missing);
    domains = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(domains));
    more = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(more));
  }

  /** Whether a further figure, by its name, is a share from 0 to 1. */
  public static boolean isShare(String figure) {
    return !NUMBERS.contains(figure);
  }

  /** The plain mean of the domains that are there. */
  public static Score meanOf(
      SequencedMap<String, DomainScore> domains, List<String> missing, int n) {
    return new Score(mean(domains), n, missing, domains, new LinkedHashMap<>(Map.of()), null);
  }

  /** The plain mean of the accuracies, NaN of none. */
  public static double mean(SequencedMap<String, DomainScore> domains) {
    return domains.values().stream()
        .mapToDouble(DomainScore::accuracy)
        .average()
        .orElse(Double.NaN);
  }
}

package org.endorm.bench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.endorm.bench.Judged;

/**
 * Percentile intervals of any figure by resampling prompts with replacement, within each domain and
 * subset, so that the comparisons of a prompt stay together and no part loses its weight. Parts of
 * a single prompt, which cannot vary by themselves, are resampled together.
 *
 * <p>The same prompts are drawn for every judge, so differences between two judges are paired.
 *
 * <p>Source: Efron and Tibshirani, "An Introduction to the Bootstrap", chapters 8 and 13.
 */
public final class Bootstrap {
  /** The share of resamples in the interval. */
  public static final double CONFIDENCE = 0.95;

  private final int[][] samples;

  /**
   * @param judged the items, of any judge
   * @param replicates at least 1
   */
  public Bootstrap(List<Judged> judged, int replicates, long seed) {
    Map<String, List<Integer>> strata = new LinkedHashMap<>();
    for (int i = 0; i < judged.size(); i++) {
      String part = judged.get(i).item().domain() + "/" + judged.get(i).item().subset();
      strata.computeIfAbsent(part, name -> new ArrayList<>()).add(i);
    }
    poolSingles(strata);
    SplittableRandom random = new SplittableRandom(seed);
    this.samples = new int[replicates][];
    for (int replicate = 0; replicate < replicates; replicate++) {
      samples[replicate] = draw(strata, judged.size(), random);
    }
  }

  private static void poolSingles(Map<String, List<Integer>> strata) {
    List<Integer> singles = new ArrayList<>();
    strata.values().stream().filter(own -> own.size() == 1).forEach(singles::addAll);
    strata.values().removeIf(own -> own.size() == 1);
    if (!singles.isEmpty()) {
      strata.put("", singles);
    }
  }

  private static int[] draw(Map<String, List<Integer>> strata, int size, SplittableRandom random) {
    int[] sample = new int[size];
    int next = 0;
    for (List<Integer> stratum : strata.values()) {
      for (int i = 0; i < stratum.size(); i++) {
        sample[next++] = stratum.get(random.nextInt(stratum.size()));
      }
    }
    return sample;
  }

  /** The interval of a judge's figure. */
  public Interval of(List<Judged> judged, ToDoubleFunction<List<Judged>> figure) {
    return interval(values(judged, figure));
  }

  /** The interval of how much more the first judge's figure is than the second's. */
  public Interval ofDifference(
      List<Judged> first, List<Judged> second, ToDoubleFunction<List<Judged>> figure) {
    double[] differences = values(first, figure);
    double[] others = values(second, figure);
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= others[i];
    }
    return interval(differences);
  }

  /**
   * The intervals of several figures that are computed together.
   *
   * @param figures from a sample to an array of always the same length
   */
  public List<Interval> ofEach(List<Judged> judged, Function<List<Judged>, double[]> figures) {
    double[][] values =
        Arrays.stream(samples)
            .parallel()
            .map(sample -> figures.apply(resampled(judged, sample)))
            .toArray(double[][]::new);
    List<Interval> intervals = new ArrayList<>();
    for (int figure = 0; figure < values[0].length; figure++) {
      int place = figure;
      intervals.add(interval(Arrays.stream(values).mapToDouble(own -> own[place]).toArray()));
    }
    return intervals;
  }

  private static List<Judged> resampled(List<Judged> judged, int[] sample) {
    return Arrays.stream(sample).mapToObj(judged::get).toList();
  }

  private double[] values(List<Judged> judged, ToDoubleFunction<List<Judged>> figure) {
    return Arrays.stream(samples)
        .parallel()
        .mapToDouble(sample -> figure.applyAsDouble(resampled(judged, sample)))
        .toArray();
  }

  private static Interval interval(double[] values) {
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (known.length == 0) {
      return Interval.UNKNOWN;
    }
    double tail = (1 - CONFIDENCE) / 2;
    return new Interval(quantile(known, tail), quantile(known, 1 - tail));
  }

  /** The quantile of sorted values, linear between neighbours. */
  static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}

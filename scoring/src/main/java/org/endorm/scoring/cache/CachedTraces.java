package org.endorm.scoring.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.TraceSource;
import org.jspecify.annotations.Nullable;

/**
 * A trace source that asks another only for what it has not been asked before, in this process or
 * an earlier one.
 *
 * <p>Sound because a trace depends on its trajectory and α alone, not on the batch. Traces without
 * values, of remote models, are not kept.
 */
public sealed class CachedTraces implements TraceSource {
  private final TraceSource source;
  private final TraceStore store;
  private long asked;
  private long computed;

  private CachedTraces(TraceSource source, TraceStore store) {
    this.source = source;
    this.store = store;
  }

  /**
   * Remembers what a source tells; a {@link StatisticsSource} if the source is one.
   *
   * @param source closed with the result
   * @param store closed with the result; of this source
   */
  public static CachedTraces over(TraceSource source, TraceStore store) {
    return source instanceof StatisticsSource observing
        ? new Observing(observing, store)
        : new CachedTraces(source, store);
  }

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    return remembered(
        trajectories,
        alpha,
        TraceRecord::trace,
        unknown -> source.trace(unknown, alpha),
        (key, trace) -> trace instanceof SoftQTrace soft ? new TraceRecord(key, soft, null) : null);
  }

  /**
   * Answers from the store, and from the source what the store does not know.
   *
   * @param known the answer in a record, null if it holds less
   * @param record what to keep of an answer, null for nothing
   */
  private <T> List<T> remembered(
      List<Trajectory> trajectories,
      double alpha,
      Function<TraceRecord, @Nullable T> known,
      Function<List<Trajectory>, List<T>> compute,
      BiFunction<TraceKey, T, @Nullable TraceRecord> record) {
    List<TraceKey> keys = trajectories.stream().map(t -> TraceKey.of(t, alpha)).toList();
    Map<TraceKey, T> answers = new LinkedHashMap<>();
    Map<TraceKey, Trajectory> unknown = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!answers.containsKey(keys.get(i)) && !unknown.containsKey(keys.get(i))) {
        TraceRecord kept = store.find(keys.get(i));
        T answer = kept == null ? null : known.apply(kept);
        if (answer == null) {
          unknown.put(keys.get(i), trajectories.get(i));
        } else {
          answers.put(keys.get(i), answer);
        }
      }
    }
    List<T> fresh = unknown.isEmpty() ? List.of() : compute.apply(List.copyOf(unknown.values()));
    int next = 0;
    for (TraceKey key : unknown.keySet()) {
      T answer = fresh.get(next++);
      answers.put(key, answer);
      TraceRecord keep = record.apply(key, answer);
      if (keep != null) {
        store.keep(keep);
      }
    }
    asked += keys.size();
    computed += unknown.size();
    return keys.stream().map(answers::get).toList();
  }

  /** How many traces were asked for, and how many of them the source had to compute. */
  public record Use(long asked, long computed) {}

  /** What came of it so far. */
  public Use use() {
    return new Use(asked, computed);
  }

  @Override
  public boolean tellsValues() {
    return source.tellsValues();
  }

  @Override
  public int vocabularySize() {
    return source.vocabularySize();
  }

  @Override
  public int contextLength() {
    return source.contextLength();
  }

  @Override
  public void close() {
    try (source) {
      store.close();
    }
  }

  /** The same over a source that also tells statistics. */
  private static final class Observing extends CachedTraces implements StatisticsSource {
    private final StatisticsSource source;

    private Observing(StatisticsSource source, TraceStore store) {
      super(source, store);
      this.source = source;
    }

    @Override
    public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
      return super.remembered(
          trajectories,
          alpha,
          kept -> kept.observed(top),
          unknown -> source.observe(unknown, alpha, top),
          (key, observed) -> new TraceRecord(key, observed.trace(), observed.states()));
    }
  }
}

package org.endorm.scoring.joint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.StatisticsSource.Observed;
import org.endorm.scoring.trace.TraceSource;

/**
 * A model as the tasks of a {@link Rendezvous} see it: what several ask for at a time is computed
 * in one call, each trajectory once. Outside of one it is the model itself.
 */
public sealed class JointTraces implements TraceSource {
  private final TraceSource source;
  private long askedTokens;

  private JointTraces(TraceSource source) {
    this.source = source;
  }

  /**
   * Joins what is asked of a source; a {@link StatisticsSource} if the source is one.
   *
   * @param source closed with the result
   */
  public static JointTraces over(TraceSource source) {
    return source instanceof StatisticsSource observing
        ? new Observing(observing)
        : new JointTraces(source);
  }

  @Override
  public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
    return attempt(trajectories, alpha).stream().map(Attempt::orThrow).toList();
  }

  @Override
  public List<Attempt> attempt(List<Trajectory> trajectories, double alpha) {
    Rendezvous here = Rendezvous.here();
    return here == null
        ? source.attempt(trajectories, alpha)
        : here.ask(new JointRequest.OfTraces(this, trajectories, alpha, new CompletableFuture<>()));
  }

  /** Computes what requests to this source ask for, one temperature after the other. */
  void answer(List<JointRequest<?>> requests) {
    SequencedMap<Double, List<JointRequest<?>>> byAlpha = new LinkedHashMap<>();
    for (JointRequest<?> request : requests) {
      byAlpha.computeIfAbsent(request.alpha(), a -> new ArrayList<>()).add(request);
    }
    try {
      byAlpha.forEach(this::answer);
    } catch (RuntimeException | Error e) {
      requests.forEach(request -> request.answer().completeExceptionally(e));
    }
  }

  private void answer(double alpha, List<JointRequest<?>> requests) {
    for (JointRequest<?> request : requests) {
      askedTokens += request.trajectories().stream().mapToLong(Trajectory::length).sum();
    }
    Map<Trajectory, Observed> observed = observed(alpha, requests);
    Map<Trajectory, Attempt> traces = new HashMap<>();
    observed.forEach((trajectory, o) -> traces.put(trajectory, new Attempt.Told(o.trace())));
    Set<Trajectory> others = new LinkedHashSet<>();
    for (JointRequest<?> request : requests) {
      request.trajectories().stream().filter(t -> !traces.containsKey(t)).forEach(others::add);
    }
    traces.putAll(computed(others, all -> source.attempt(all, alpha)));
    for (JointRequest<?> request : requests) {
      switch (request) {
        case JointRequest.OfTraces r -> r.answer().complete(each(r.trajectories(), traces));
        case JointRequest.OfStatistics r -> r.answer().complete(each(r.trajectories(), observed));
      }
    }
  }

  /** What the requests for statistics ask for; nothing of a source that tells none. */
  Map<Trajectory, Observed> observed(double alpha, List<JointRequest<?>> requests) {
    return Map.of();
  }

  private static <T> Map<Trajectory, T> computed(
      Set<Trajectory> trajectories, Function<List<Trajectory>, List<T>> compute) {
    Map<Trajectory, T> answers = new HashMap<>();
    if (!trajectories.isEmpty()) {
      List<T> all = compute.apply(List.copyOf(trajectories));
      int next = 0;
      for (Trajectory trajectory : trajectories) {
        answers.put(trajectory, all.get(next++));
      }
    }
    return answers;
  }

  private static <T> List<T> each(List<Trajectory> trajectories, Map<Trajectory, T> answers) {
    return trajectories.stream().map(answers::get).toList();
  }

  /** Tokens that tasks asked for, each task and each trajectory by itself. */
  public long askedTokens() {
    return askedTokens;
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
    source.close();
  }

  /** The same over a source that also tells statistics. */
  private static final class Observing extends JointTraces implements StatisticsSource {
    private final StatisticsSource source;

    private Observing(StatisticsSource source) {
      super(source);
      this.source = source;
    }

    @Override
    public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
      Rendezvous here = Rendezvous.here();
      return here == null
          ? source.observe(trajectories, alpha, top)
          : here.ask(
              new JointRequest.OfStatistics(
                  this, trajectories, alpha, top, new CompletableFuture<>()));
    }

    @Override
    Map<Trajectory, Observed> observed(double alpha, List<JointRequest<?>> requests) {
      Set<Trajectory> wanted = new LinkedHashSet<>();
      int top = 0;
      for (JointRequest<?> request : requests) {
        if (request instanceof JointRequest.OfStatistics statistics) {
          wanted.addAll(statistics.trajectories());
          top = Math.max(top, statistics.top());
        }
      }
      int most = top;
      return computed(wanted, all -> source.observe(all, alpha, most));
    }
  }
}

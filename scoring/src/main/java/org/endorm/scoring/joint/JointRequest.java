package org.endorm.scoring.joint;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.trace.StatisticsSource.Observed;
import org.endorm.scoring.trace.TraceSource.Attempt;

/** What one task of a {@link Rendezvous} asks of a model, and where it waits for the answer. */
sealed interface JointRequest<T> {
  JointTraces source();

  List<Trajectory> trajectories();

  double alpha();

  CompletableFuture<List<T>> answer();

  /** Traces, or why there is none. */
  record OfTraces(
      JointTraces source,
      List<Trajectory> trajectories,
      double alpha,
      CompletableFuture<List<Attempt>> answer)
      implements JointRequest<Attempt> {}

  /** Traces with statistics. */
  record OfStatistics(
      JointTraces source,
      List<Trajectory> trajectories,
      double alpha,
      int top,
      CompletableFuture<List<Observed>> answer)
      implements JointRequest<Observed> {}
}

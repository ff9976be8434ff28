package org.endorm.scoring.joint;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.scoring.StatisticsSource.Observed;

/** What one task of a {@link Rendezvous} asks of a model, and where it waits for the answer. */
sealed interface JointRequest<T> {
  JointTraces source();

  List<Trajectory> trajectories();

  double alpha();

  CompletableFuture<List<T>> answer();

  /** Traces. */
  record OfTraces(
      JointTraces source,
      List<Trajectory> trajectories,
      double alpha,
      CompletableFuture<List<Trace>> answer)
      implements JointRequest<Trace> {}

  /** Traces with statistics. */
  record OfStatistics(
      JointTraces source,
      List<Trajectory> trajectories,
      double alpha,
      int top,
      CompletableFuture<List<Observed>> answer)
      implements JointRequest<Observed> {}
}

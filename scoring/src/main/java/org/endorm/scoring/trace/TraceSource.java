package org.endorm.scoring.trace;

import java.util.List;
import org.endorm.reward.EndormException;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;

/**
 * Whatever can trace trajectories: a local model (soft Q-values) or a remote one (log π only).
 *
 * <p>The trace of a trajectory does not depend on the others in the list, on their order, or on
 * threads: bit for bit.
 */
public interface TraceSource extends AutoCloseable {
  /**
   * Traces each trajectory at temperature α, in the order given.
   *
   * @throws IllegalArgumentException if α is not positive, or a trajectory has an id outside the
   *     vocabulary or is longer than the context; callers check rows before
   */
  List<Trace> trace(List<Trajectory> trajectories, double alpha);

  /** What came of one trajectory. */
  sealed interface Attempt {
    /** Its trace. */
    record Told(Trace trace) implements Attempt {}

    /** Why it has none, though the others may. */
    record Refused(EndormException why) implements Attempt {}

    /**
     * The trace.
     *
     * @throws EndormException why there is none
     */
    default Trace orThrow() {
      return switch (this) {
        case Told(Trace trace) -> trace;
        case Refused(EndormException why) -> throw why;
      };
    }
  }

  /** As {@link #trace}, but a trajectory that the model refuses leaves the others their traces. */
  default List<Attempt> attempt(List<Trajectory> trajectories, double alpha) {
    return trace(trajectories, alpha).stream().<Attempt>map(Attempt.Told::new).toList();
  }

  /** Whether traces hold state values, or log π alone. */
  default boolean tellsValues() {
    return true;
  }

  /** One more than the largest id that a trajectory may hold. */
  int vocabularySize();

  /** The largest number of ids, prompt and response together, that the model takes. */
  int contextLength();

  @Override
  void close();
}

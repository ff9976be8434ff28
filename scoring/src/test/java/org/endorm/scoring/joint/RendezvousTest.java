package org.endorm.scoring.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.endorm.reward.SoftQTrace;
import org.endorm.reward.Trace;
import org.endorm.reward.Trajectory;
import org.endorm.reward.Trajectory.Ending;
import org.endorm.scoring.HashTraces;
import org.endorm.scoring.trace.InterruptedTraceException;
import org.endorm.scoring.trace.StateStatistics;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.TraceSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RendezvousTest {
  private static final Trajectory A = row(1, 2, 3);
  private static final Trajectory B = row(1, 2, 4);
  private static final Trajectory C = row(5, 6);

  private static Trajectory row(int... ids) {
    return new Trajectory(ids, 1, Ending.ENDED);
  }

  /** Notes what it is asked. */
  private static final class Model implements StatisticsSource {
    private final HashTraces hash = new HashTraces();
    private final List<List<Trajectory>> traced = new ArrayList<>();
    private final List<List<Trajectory>> observed = new ArrayList<>();
    private final List<Integer> tops = new ArrayList<>();

    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      traced.add(trajectories);
      return hash.trace(trajectories, alpha);
    }

    @Override
    public List<Observed> observe(List<Trajectory> trajectories, double alpha, int top) {
      observed.add(trajectories);
      tops.add(top);
      return hash.trace(trajectories, alpha).stream().map(t -> observed((SoftQTrace) t)).toList();
    }

    private static Observed observed(SoftQTrace trace) {
      double[] ones = new double[trace.length()];
      Arrays.fill(ones, 1);
      int[][] ids = new int[trace.length()][0];
      double[][] q = new double[trace.length()][0];
      return new Observed(trace, new StateStatistics(ones, ones, ids, q));
    }

    @Override
    public int vocabularySize() {
      return HashTraces.VOCABULARY;
    }

    @Override
    public int contextLength() {
      return HashTraces.CONTEXT;
    }

    @Override
    public void close() {}
  }

  private final Model model = new Model();
  private final JointTraces joint = JointTraces.over(model);

  private Supplier<Double> value(double alpha, Trajectory... rows) {
    return () ->
        joint.trace(List.of(rows), alpha).stream().mapToDouble(t -> ((SoftQTrace) t).v()[0]).sum();
  }

  private static double expected(double alpha, Trajectory... rows) {
    List<Trace> traces = new HashTraces().trace(List.of(rows), alpha);
    return traces.stream().mapToDouble(t -> ((SoftQTrace) t).v()[0]).sum();
  }

  @Test
  void oneCallAnswersAllWhoWait() {
    List<Double> values = Rendezvous.of(List.of(value(1, A, B), value(1, C, A), () -> -1.0));
    assertThat(values).containsExactly(expected(1, A, B), expected(1, C, A), -1.0);
    assertThat(model.traced).hasSize(1);
    assertThat(model.traced.getFirst()).containsExactlyInAnyOrder(A, B, C); // As they came.
  }

  @Test
  void whoAsksTwiceMeetsWhoAsksOnce() {
    Supplier<Double> twice = () -> value(1, A).get() + value(1, C).get();
    List<Double> values = Rendezvous.of(List.of(twice, value(1, B)));
    assertThat(values).containsExactly(expected(1, A) + expected(1, C), expected(1, B));
    assertThat(model.traced).hasSize(2).last().isEqualTo(List.of(C));
  }

  @Test
  void statisticsComeWithTheTrace() {
    StatisticsSource observing = (StatisticsSource) joint;
    Supplier<Double> entropy =
        () -> observing.observe(List.of(A), 1, 2).getFirst().states().entropy()[0];
    Supplier<Double> gap = () -> observing.observe(List.of(B), 1, 0).getFirst().trace().v()[0];
    assertThat(Rendezvous.of(List.of(value(1, A, C), entropy, gap)))
        .containsExactly(expected(1, A, C), 1.0, expected(1, B));
    assertThat(model.observed).hasSize(1);
    assertThat(model.observed.getFirst()).containsExactlyInAnyOrder(A, B);
    assertThat(model.tops).containsExactly(2);
    assertThat(model.traced).containsExactly(List.of(C));
  }

  @Test
  void temperaturesAreApart() {
    assertThat(Rendezvous.of(List.of(value(1, A), value(2, A))))
        .containsExactly(expected(1, A), expected(2, A));
    assertThat(model.traced).hasSize(2);
  }

  @Test
  void aFailureIsThrownOnceTheOthersAreDone() {
    List<Double> done = new ArrayList<>();
    Supplier<Double> fails =
        () -> {
          throw new IllegalStateException("no judge");
        };
    assertThatThrownBy(
            () -> Rendezvous.of(List.of(fails, () -> done.add(value(1, A).get()) ? 1.0 : 0.0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no judge");
    assertThat(done).containsExactly(expected(1, A));
  }

  @Test
  void aModelsFailureReachesWhoAsked() {
    JointTraces failing = JointTraces.over(new TooHot());
    assertThatThrownBy(
            () ->
                Rendezvous.of(
                    List.of(
                        () -> failing.trace(List.of(A), 1), () -> failing.trace(List.of(B), 1))))
        .hasMessage("too hot");
  }

  /** A model that always fails. */
  private static final class TooHot implements TraceSource {
    @Override
    public List<Trace> trace(List<Trajectory> trajectories, double alpha) {
      throw new IllegalStateException("too hot");
    }

    @Override
    public int vocabularySize() {
      return 1;
    }

    @Override
    public int contextLength() {
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void outsideOfOneItIsTheModel() {
    assertThat(value(1, A).get()).isEqualTo(expected(1, A));
    assertThat(JointTraces.over(new HashTraces())).isNotInstanceOf(StatisticsSource.class);
  }

  @Test
  void anInterruptEndsTheMeeting() throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    Thread main =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Rendezvous.of(List.of(value(1, A), RendezvousTest::sleep));
                  } catch (RuntimeException e) {
                    thrown.add(e);
                  }
                });
    Thread.sleep(100);
    main.interrupt();
    main.join();
    assertThat(thrown).singleElement().isInstanceOf(InterruptedTraceException.class);
  }

  private static double sleep() {
    try {
      Thread.sleep(2000);
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

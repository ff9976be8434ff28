package org.endorm.cli;

import java.util.ArrayList;
import java.util.List;
import org.endorm.baselines.Rivals;
import org.endorm.baselines.TrainedHead;
import org.endorm.baselines.Workbench;
import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.CountingTraces;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.Endorm;
import org.endorm.scoring.EndormVersion;
import org.endorm.scoring.Judge;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.ModelFacts;
import org.endorm.scoring.OpenedHead;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.cache.CachedTraces;
import org.endorm.scoring.cache.TraceStore;
import org.endorm.scoring.joint.JointTraces;
import org.endorm.scoring.trace.StatisticsSource;
import org.endorm.scoring.trace.TraceSource;
import org.jspecify.annotations.Nullable;

/**
 * The models of a run. What several judges ask of one at a time is computed together, and each
 * model has a memory of the traces it has given, by content: a second run or another aggregation
 * does not ask it again.
 */
final class BenchModels implements AutoCloseable {
  /** What becomes of traces. */
  enum Traces {
    /** They are computed where no earlier run knows them, and kept. */
    REMEMBERED,
    /** They are computed, and forgotten. */
    FRESH,
    /** They are not computed; their tokens are counted. */
    COUNTED
  }

  private final Surroundings around;
  private final LoadOptions load;
  private final Traces traces;
  private final List<EndogenousReward> rewards = new ArrayList<>();
  private final List<JointTraces> joints = new ArrayList<>();
  private final List<CachedTraces> caches = new ArrayList<>();
  private final List<CountingTraces> counts = new ArrayList<>();
  private final List<OpenedHead> heads = new ArrayList<>();
  private @Nullable AnswerWriter writer;

  BenchModels(Surroundings around, LoadOptions load, Traces traces) {
    this.around = around;
    this.load = load;
    // Without invariance a trace depends on its batch, and is nobody else's.
    boolean forgets = traces == Traces.REMEMBERED && !load.invariant();
    this.traces = forgets ? Traces.FRESH : traces;
  }

  /** Takes over an opened model; it is closed with this. The first one is judged by. */
  EndogenousReward add(OpenedModel model) {
    EndogenousReward plain = model.reward();
    try {
      JointTraces joint = JointTraces.over(source(plain.traces(), model));
      joints.add(joint);
      if (rewards.isEmpty() && traces != Traces.COUNTED) {
        writer = model.writer();
      }
      EndogenousReward reward =
          new EndogenousReward(joint, plain.encoder(), plain.alpha(), plain.aggregation());
      rewards.add(reward);
      return reward;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private TraceSource source(TraceSource plain, OpenedModel model) {
    return switch (traces) {
      case FRESH -> plain;
      case REMEMBERED -> remembering(plain, model.facts().get());
      case COUNTED -> {
        var counting = new CountingTraces(plain, load.packTokens());
        counts.add(counting);
        yield counting;
      }
    };
  }

  private TraceSource remembering(TraceSource plain, ModelFacts facts) {
    if (facts.sha256() == null) {
      return plain;
    }
    String identity =
        String.join(
            "\n",
            facts.sha256(),
            String.valueOf(facts.settingsSha256()),
            String.valueOf(facts.dtype()),
            EndormVersion.TEXT,
            String.valueOf(EndormVersion.NUMERICS));
    TraceStore store = TraceStore.open(load.access().cacheFolder().resolve("traces"), identity);
    CachedTraces cached = CachedTraces.over(plain, store);
    caches.add(cached);
    return cached;
  }

  /**
   * The judges asked for over the first model; the reference and the trained reward model are
   * opened where they are named.
   */
  List<Judge> judges(BenchOptions bench) {
    EndogenousReward against =
        bench.reference == null ? null : add(around.models().open(bench.reference, load));
    EndogenousReward model = rewards.getFirst();
    StatisticsSource statistics =
        model.traces() instanceof StatisticsSource observing ? observing : null;
    Workbench workbench =
        new Workbench(model, statistics, writer, against, bench.beta, head(bench.classifier));
    return bench.judges().stream().map(name -> Rivals.make(name, workbench)).toList();
  }

  private @Nullable TrainedHead head(@Nullable String classifier) {
    if (classifier == null) {
      return null;
    }
    OpenedHead opened = Endorm.openHead(classifier, load);
    heads.add(opened);
    return new TrainedHead(opened.encoder(), opened.source());
  }

  /** What the first model writes with; null where it writes nothing. */
  @Nullable AnswerWriter writer() {
    return writer;
  }

  /** How many traces were computed, of how many that were asked for. */
  CachedTraces.Use use() {
    long asked = caches.stream().mapToLong(cache -> cache.use().asked()).sum();
    long computed = caches.stream().mapToLong(cache -> cache.use().computed()).sum();
    return new CachedTraces.Use(asked, computed);
  }

  /**
   * Tokens of a counted run.
   *
   * @param asked by each judge by itself
   * @param distinct of distinct trajectories
   * @param shared left to compute where these share their beginnings
   */
  record Tokens(long asked, long distinct, long shared) {}

  /** What has been counted. */
  Tokens tokens() {
    return new Tokens(
        joints.stream().mapToLong(JointTraces::askedTokens).sum(),
        counts.stream().mapToLong(CountingTraces::naive).sum(),
        counts.stream().mapToLong(CountingTraces::shared).sum());
  }

  @Override
  public void close() {
    heads.forEach(OpenedHead::close);
    rewards.forEach(EndogenousReward::close);
  }
}

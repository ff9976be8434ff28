package org.endorm.cli;

import java.util.List;
import org.endorm.cli.show.ProgressBar;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.LoadOptions;
import org.endorm.scoring.OpenedModel;
import org.endorm.scoring.catalogue.FetchProgress;

/** One command's dealings with its model and its user. */
final class Session {
  private static final int LEAST_WINDOW = 1 << 14;
  private static final int LEAST_PACKS = 4;

  private final Surroundings around;
  private final ScoringOptions options;

  Session(Surroundings around, ScoringOptions options) {
    this.around = around;
    this.options = options;
  }

  /** The model's options, checked; the first thing to do, before anything is read. */
  LoadOptions loadOptions() {
    return options.load(around.environment(), FetchProgress.NONE);
  }

  /**
   * Opens the model, with a bar where it has to be fetched, and says what there is to say of it.
   */
  OpenedModel open(LoadOptions load) {
    try (ProgressBar bar = bar()) {
      LoadOptions telling = load.telling(bar.forDownloads());
      OpenedModel model = around.models().open(options.model, telling);
      bar.clear();
      if (options.system != null && !model.chats()) {
        model.close();
        throw new UsageException(
            options.model + " has no chat template, so --system cannot be told to it");
      }
      model.notes().forEach(this::note);
      return model;
    }
  }

  /** A bar on standard error, shown if that is a terminal. */
  ProgressBar bar() {
    return around.bar(options.common);
  }

  /** Says something that is no error. */
  void note(String sentence) {
    if (!options.common.quiet) {
      around.err().println("note: " + sentence);
    }
  }

  /**
   * How many distinct tokens of rows are gathered before they are computed together: where that is
   * here, a pack for each core.
   */
  long windowTokens() {
    long packs = options.remote() ? LEAST_PACKS : Math.max(LEAST_PACKS, options.threads());
    return Math.max(LEAST_WINDOW, packs * options.batchTokens);
  }

  /** Says what an aggregate other than the sum gives up. */
  void aggregateNote(Aggregation aggregation) {
    if (!aggregation.ignoresLogitConstants()) {
      note(
          aggregation.name()
              + " weighs the states' values unevenly, so it can turn around a preference that the"
              + " policy has (docs/scoring.md)");
    }
  }

  /** Says what the sum does to answers of unlike length. */
  void lengthNote(Aggregation aggregation, List<Integer> lengths) {
    int shortest = lengths.stream().min(Integer::compare).orElse(0);
    int longest = lengths.stream().max(Integer::compare).orElse(0);
    if (longest == shortest) {
      return;
    }
    if (aggregation instanceof Aggregation.Sum) {
      note(
          "the answers have %d to %d tokens, and sum favours short ones (docs/scoring.md)"
              .formatted(shortest, longest));
    }
  }
}

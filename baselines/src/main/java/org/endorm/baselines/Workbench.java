package org.endorm.baselines;

import org.endorm.scoring.AnswerWriter;
import org.endorm.scoring.EndogenousReward;
import org.endorm.scoring.trace.StatisticsSource;
import org.jspecify.annotations.Nullable;

/**
 * What rivals are made of; all of it is borrowed.
 *
 * @param model the language model, at the temperature and aggregate of the run
 * @param statistics the same model's further statistics, null where it tells none
 * @param writer the same model's own answers, null where it writes none
 * @param reference the reference model of {@link DpoImplicit}, null for none
 * @param beta its β
 * @param head a trained reward model, null for none
 */
public record Workbench(
    EndogenousReward model,
    @Nullable StatisticsSource statistics,
    @Nullable AnswerWriter writer,
    @Nullable EndogenousReward reference,
    double beta,
    @Nullable TrainedHead head) {
  /** A model alone. */
  public static Workbench of(EndogenousReward model) {
    return new Workbench(model, null, null, null, DpoImplicit.DEFAULT_BETA, null);
  }
}

package org.endorm.scoring;

import java.time.LocalDateTime;
import org.endorm.engine.EngineOptions;
import org.endorm.reward.Aggregation;
import org.endorm.scoring.catalogue.Access;
import org.endorm.scoring.catalogue.FetchProgress;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to be had, run and read.
 *
 * @param access what fetching may use
 * @param engine how a local model computes
 * @param packTokens most tokens computed together, more where that shares a long beginning
 * @param invariant whether numbers must not depend on how rows are batched
 * @param now the date and time that chat templates see
 * @param alpha the temperature α > 0
 * @param tokenizer the model on this disk or the hub whose tokenizer and template a server's model
 *     has; null where the server is to be asked
 */
public record LoadOptions(
    Access access,
    EngineOptions engine,
    int packTokens,
    boolean invariant,
    LocalDateTime now,
    double alpha,
    Aggregation aggregation,
    @Nullable String tokenizer) {
  /** The pack size where none is asked for. */
  public static final int DEFAULT_PACK_TOKENS = 4096;

  public LoadOptions {
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("alpha must be positive and finite, was " + alpha);
    }
    if (packTokens < 1) {
      throw new IllegalArgumentException("batch tokens must be at least 1, was " + packTokens);
    }
  }

  /** The process's environment and clock, the machine's own format, all cores, Σ r_t at α = 1. */
  public static LoadOptions automatic() {
    return new LoadOptions(
        Access.ofProcess(),
        EngineOptions.automatic(),
        DEFAULT_PACK_TOKENS,
        true,
        LocalDateTime.now(),
        1,
        new Aggregation.Sum(),
        null);
  }

  /** The same, with somebody to tell how fetching goes. */
  public LoadOptions telling(FetchProgress progress) {
    Access telling = new Access(access.environment(), access.offline(), progress);
    return new LoadOptions(
        telling, engine, packTokens, invariant, now, alpha, aggregation, tokenizer);
  }

  /** The same, at another time. */
  public LoadOptions at(LocalDateTime time) {
    return new LoadOptions(
        access, engine, packTokens, invariant, time, alpha, aggregation, tokenizer);
  }
}

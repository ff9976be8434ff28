package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;

/**
 * The executor of any {@link DecoderSpec}: token ids to hidden states, layer by layer, and on to
 * the statistics of their logits.
 *
 * <p>Safe for concurrent use: it holds weights only; every forest has a core of its own, and cores
 * without one help.
 */
public final class Decoder {
  private final DecoderBody body;
  private final LogitReducer reducer;

  /**
   * @param weights stay open as long as the decoder is used
   * @param cores how many compute at the same time
   */
  public Decoder(DecoderSpec spec, Weights weights, int cores) {
    this.body = new DecoderBody(spec, weights, cores);
    this.reducer = new LogitReducer(spec, weights);
  }

  public DecoderSpec spec() {
    return body.spec();
  }

  /** Loads and links what the first forest would have to wait for; it may be left out. */
  public void prepare() {
    body.prepare();
  }

  /**
   * Computes a forest and answers its readouts.
   *
   * @param alpha the temperature α > 0 of V
   */
  public LogitStatistics read(Forest forest, double alpha) {
    return body.compute(
        forest,
        (plan, hidden) -> plan.answer(hidden, body.finalNorm(), reducer, alpha, TileObserver.NONE));
  }

  /**
   * As {@link #read}, to the bit, with what else the logits say.
   *
   * @param top how many of the largest logits of each state to tell, from 0
   */
  public ObservedStatistics observe(Forest forest, double alpha, int top) {
    return body.compute(
        forest,
        (plan, hidden) -> {
          StateObserver observer = new StateObserver(plan.rows(), spec().vocabulary(), top);
          LogitStatistics values = plan.answer(hidden, body.finalNorm(), reducer, alpha, observer);
          return plan.observed(values, observer);
        });
  }

  /** Q of one state, for the choice of a token. */
  float[] logits(Tensor hidden) {
    return reducer.logits(body.finalNorm().apply(hidden));
  }

  /** Shape [n, hidden], before the final norm; on the calling thread alone. */
  Tensor hidden(int[] ids, int[] at, AttentionContext context) {
    return body.hidden(ids, at, context, Crew.ALONE);
  }
}

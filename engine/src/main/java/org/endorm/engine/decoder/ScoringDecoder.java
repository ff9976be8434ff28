package org.endorm.engine.decoder;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.endorm.engine.tensor.Dtype;

/**
 * A decoder under a {@link ScoreHead}, which is computed in float32 whatever the layers are.
 *
 * <p>Safe for concurrent use, as {@link Decoder}.
 */
public final class ScoringDecoder {
  private final DecoderBody body;
  private final ScoreHead head;
  private final List<Linear> layers;

  /**
   * @param spec its own head is left alone
   * @param weights stay open as long as the decoder is used
   * @param cores how many compute at the same time
   */
  public ScoringDecoder(DecoderSpec spec, ScoreHead head, Weights weights, int cores) {
    this.body = new DecoderBody(spec, weights, cores);
    this.head = head;
    this.layers =
        head.layers().stream().map(layer -> Linear.of(layer, weights, Dtype.FLOAT32)).toList();
  }

  public DecoderSpec spec() {
    return body.spec();
  }

  /** How many outputs the head has. */
  public int width() {
    return head.width();
  }

  /**
   * The head's outputs after the token of each readout, whose target does not matter.
   *
   * @return shape [readouts][width]
   */
  public double[][] read(Forest forest) {
    return body.compute(
        forest, (plan, hidden) -> plan.outputs(hidden, body.finalNorm(), this::outputs));
  }

  private Tensor outputs(Tensor hidden) {
    Tensor x = layers.getFirst().apply(hidden);
    for (Linear layer : layers.subList(1, layers.size())) {
      x = layer.apply(x.relu());
    }
    return x;
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.tensor.Tensors;
import org.endorm.engine.tensor.TiledAttention;
import org.jspecify.annotations.Nullable;

/** How the scores of a layer's queries weigh the values they read: softmax, softcap and sinks. */
final class AttentionWeights {
  private final Attention spec;
  private final @Nullable Tensor sinks;
  private final TiledAttention tiled;

  /**
   * @param sinks shape [heads], or null
   */
  AttentionWeights(Attention spec, @Nullable Tensor sinks) {
    this.spec = spec;
    this.sinks = sinks;
    float[] numbers = sinks == null ? null : Tensors.floats(sinks);
    this.tiled = new TiledAttention(spec.heads(), spec.window(), spec.softcap(), numbers);
  }

  Attention spec() {
    return spec;
  }

  /** The same with all of reading, for where it runs. */
  TiledAttention tiled() {
    return tiled;
  }

  /**
   * Attention weights of the scaled scores of some heads.
   *
   * @param scores shape [n, own, rows, keys], scale·q·k of own heads for each of n heads of keys;
   *     changed in place
   * @param head the first of the n · own heads
   * @param mask added to the last columns of the scores: shape [rows, m], 0 or −∞
   * @return shape as scores, in whose memory it may lie
   */
  Tensor of(Tensor scores, int head, Tensor mask) {
    if (spec.softcap() > 0) {
      Tensors.softcap(scores, spec.softcap());
    }
    long keys = scores.size(3);
    long masked = mask.size(1);
    scores.narrow(3, keys - masked, masked).add_(mask);
    if (sinks == null) {
      torch.softmax_out(scores, scores, 3);
      return scores;
    }
    long heads = scores.size(0);
    long own = scores.size(1);
    Tensor sink =
        sinks
            .narrow(0, head, heads * own)
            .view(heads, own, 1, 1)
            .expand(heads, own, scores.size(2), 1);
    return torch.cat(new TensorVector(scores, sink), 3).softmax(3).narrow(3, 0, keys);
  }
}

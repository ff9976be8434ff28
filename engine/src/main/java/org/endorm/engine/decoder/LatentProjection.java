package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** {@link Attention.Latent} with its numbers. */
final class LatentProjection implements HeadProjection {
  private final Attention.Latent spec;
  private final @Nullable Linear queryDown;
  private final Normalizer queryNorm;
  private final Linear queryUp;
  private final Linear keyValueDown;
  private final Normalizer keyValueNorm;
  private final Linear keyValueUp;

  LatentProjection(Attention.Latent spec, Weights weights) {
    this.spec = spec;
    LinearSpec down = spec.queryDown();
    this.queryDown = down == null ? null : Linear.of(down, weights);
    this.queryNorm = Normalizer.of(spec.queryNorm(), weights);
    this.queryUp = Linear.of(spec.queryUp(), weights);
    this.keyValueDown = Linear.of(spec.keyValueDown(), weights);
    this.keyValueNorm = Normalizer.of(spec.keyValueNorm(), weights);
    this.keyValueUp = Linear.of(spec.keyValueUp(), weights);
  }

  @Override
  public Tensor queries(Tensor x, int row, AttentionContext context) {
    Tensor from = queryDown == null ? x : queryNorm.apply(queryDown.apply(x));
    Tensor q = queryUp.apply(from).view(-1, spec.heads(), spec.headDim());
    context.rope(spec.rope()).turn(q.narrow(2, spec.unturned(), spec.turned()), row);
    return q;
  }

  @Override
  public KeyValues keyValues(Tensor x, int row, AttentionContext context) {
    Tensor latent = keyValueDown.apply(x);
    int rank = spec.keyValueUp().in();
    Tensor turnedKey = latent.narrow(1, rank, spec.turned()).unsqueeze(1);
    context.rope(spec.rope()).turn(turnedKey, row);
    Tensor compressed = keyValueNorm.apply(latent.narrow(1, 0, rank).contiguous());
    Tensor both =
        keyValueUp.apply(compressed).view(-1, spec.heads(), spec.unturned() + spec.valueDim());
    Tensor keys = both.narrow(2, 0, spec.unturned());
    Tensor values = both.narrow(2, spec.unturned(), spec.valueDim());
    Tensor shared = turnedKey.expand(x.size(0), spec.heads(), spec.turned());
    return new KeyValues(torch.cat(new TensorVector(keys, shared), 2), values);
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.endorm.engine.decoder.HeadProjection.KeyValues;
import org.endorm.engine.tensor.TensorScope;

/**
 * Room for the queries, keys and values of all rows of a layer.
 *
 * @param shape of the layer it was made for
 * @param queries shape [n, heads, headDim]
 */
record AttentionRows(Attention shape, Tensor queries, KeyValues keyValues)
    implements AutoCloseable {
  /** Room for n rows, which belongs to the scope. */
  static AttentionRows empty(Attention spec, long n, TensorOptions options) {
    long[] queries = {n, spec.heads(), spec.headDim()};
    long[] keys = {n, spec.kvHeads(), spec.headDim()};
    long[] values = {n, spec.kvHeads(), spec.valueDim()};
    return new AttentionRows(
        spec,
        torch.empty(queries, options, null),
        new KeyValues(torch.empty(keys, options, null), torch.empty(values, options, null)));
  }

  /** Room that outlives the scope; who holds it closes it. */
  static AttentionRows kept(Attention spec, long n, TensorOptions options) {
    try (TensorScope scope = new TensorScope()) {
      AttentionRows rows = empty(spec, n, options);
      TensorScope.keep(rows.queries);
      rows.keyValues.keep();
      return rows;
    }
  }

  /** Whether this layer's rows have its shapes. */
  boolean fits(Attention spec) {
    return spec.heads() == shape.heads() && spec.keepsAs(shape);
  }

  @Override
  public void close() {
    queries.close();
    keyValues.close();
  }
}

package org.endorm.engine.decoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.endorm.engine.decoder.HeadProjection.KeyValues;

/**
 * How rows read keys and values that lie by position: each row sees itself and what is before it,
 * as far as its layer's window reaches.
 *
 * <p>A row's bits depend neither on the rows that are read with it nor on where a path was cut, as
 * long as all values are finite: one behind a row may meet it with the weight zero, and zero times
 * infinity is none.
 */
interface PathAttention extends AutoCloseable {
  /** Query rows of a block, which has its place in the row: rows of two blocks are read apart. */
  int BLOCK = Linear.BLOCK_ROWS;

  /**
   * Room for a path, laid out as it will be read.
   *
   * @param capacity in positions, a multiple of {@value #BLOCK}
   */
  KeyValues room(Attention spec, long capacity, TensorOptions options);

  /**
   * Writes keys and values of consecutive positions.
   *
   * @param position of the first
   */
  void put(KeyValues rows, int position, KeyValues room);

  /**
   * Reads.
   *
   * @param queries of rows of one block, shape [n, heads, headDim], scaled, contiguous
   * @param position of the first
   * @param room holds the path up to the last of them; unless they end their block it ends there
   * @param out shape [n, heads, valueDim], contiguous; may be the queries
   */
  void read(AttentionWeights weights, Tensor queries, int position, KeyValues room, Tensor out);

  @Override
  void close();
}
